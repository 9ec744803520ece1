package demo

// both is one thing in both languages.
type both struct{ en, ko string }

var (
	makerFirst = []both{
		{"Hanbyeol", "한별"}, {"Saeum", "새움"}, {"Dasom", "다솜"}, {"Gaonnuri", "가온누리"}, {"Narae", "나래"}, {"Mirinae", "미리내"}, {"Hanul", "하늘"}, {"Sebit", "세빛"},
		{"Araum", "아라움"}, {"Byeolha", "별하"}, {"Chorok", "초록"}, {"Damso", "담소"}, {"Eunsol", "은솔"}, {"Garam", "가람"}, {"Haneul", "한늘"}, {"Iroon", "이루온"},
		{"Jinsol", "진솔"}, {"Kkumteo", "꿈터"}, {"Lubit", "루빛"}, {"Maru", "마루"}, {"Noeul", "노을"}, {"Onsae", "온새"}, {"Pureum", "푸름"}, {"Raonhae", "라온해"},
		{"Saebom", "새봄"}, {"Taeyul", "태율"}, {"Unoori", "우누리"}, {"Wanju", "완주"}, {"Yeoul", "여울"}, {"Zium", "지움"}, {"Areum", "아름"}, {"Baram", "바람"},
		{"Chaeun", "채운"}, {"Dallae", "달래"}, {"Eoul", "어울"}, {"Geulbit", "글빛"}, {"Haram", "하람"}, {"Isaek", "이색"}, {"Jaeum", "재움"}, {"Kongdan", "공단"},
	}
	makerLast = []trade{
		{both{"Precision", "정밀"}, "machinery"}, {both{"Medical", "메디칼"}, "medical"}, {both{"Electronics", "전자"}, "components"}, {both{"Tech", "테크"}, "it"},
		{both{"Bio", "바이오"}, "wellness"}, {both{"Cosmetics", "코스메틱"}, "beauty"}, {both{"Systems", "시스템"}, "it"}, {both{"Industry", "산업"}, "machinery"},
		{both{"Foods", "푸드"}, "food"}, {both{"Robotics", "로보틱스"}, "machinery"}, {both{"Optics", "광학"}, "medical"}, {both{"Materials", "소재"}, "components"},
		{both{"Controls", "제어"}, "components"}, {both{"Living", "리빙"}, "living"}, {both{"Health", "헬스"}, "wellness"}, {both{"Devices", "디바이스"}, "medical"},
		{both{"Works", "웍스"}, "machinery"}, {both{"Sound", "사운드"}, "components"}, {both{"Energy", "에너지"}, "components"}, {both{"Mold", "금형"}, "machinery"},
		{both{"Lab", "랩"}, "medical"}, {both{"Vision", "비전"}, "it"}, {both{"Motors", "모터스"}, "living"}, {both{"Packaging", "포장"}, "food"},
		{both{"Care", "케어"}, "wellness"}, {both{"Instruments", "계측"}, "medical"}, {both{"Networks", "네트웍스"}, "it"}, {both{"Semicon", "세미콘"}, "components"},
		{both{"Chemical", "화학"}, "beauty"}, {both{"Textile", "섬유"}, "living"}, {both{"Lighting", "조명"}, "components"}, {both{"Tools", "공구"}, "machinery"},
		{both{"Farm", "팜"}, "food"}, {both{"Machinery", "기계"}, "machinery"}, {both{"Plastics", "플라스틱"}, "living"},
		{both{"Components", "부품"}, "components"}, {both{"Design", "디자인"}, "living"}, {both{"Education", "에듀"}, "it"}, {both{"Mobility", "모빌리티"}, "living"},
		{both{"Filter", "필터"}, "wellness"}, {both{"Printing", "인쇄"}, "it"}, {both{"Sensor", "센서"}, "components"}, {both{"Battery", "배터리"}, "components"},
		{both{"Dental", "덴탈"}, "medical"}, {both{"Hydro", "하이드로"}, "machinery"}, {both{"Beauty", "뷰티"}, "beauty"}, {both{"Data", "데이터"}, "it"},
		{both{"Steel", "스틸"}, "machinery"}, {both{"Glass", "글라스"}, "living"}, {both{"Ceramic", "세라믹"}, "living"},
	}
	makerSites = []both{{"Gwonseon-gu, Suwon", "수원시 권선구"}, {"Yeongtong-gu, Suwon", "수원시 영통구"}, {"Jangan-gu, Suwon", "수원시 장안구"}, {"Paldal-gu, Suwon", "수원시 팔달구"}}
	qualities  = map[string][]both{
		"medical":    {{"compact", "소형"}, {"professional", "전문가용"}, {"standard", "표준형"}, {"new-generation", "신형"}, {"single-patient", "개인용"}},
		"beauty":     {{"professional", "전문가용"}, {"premium", "고급"}, {"gentle", "저자극"}, {"travel-size", "휴대용"}, {"new-generation", "신형"}},
		"wellness":   {{"compact", "소형"}, {"premium", "고급"}, {"lightweight", "경량"}, {"family", "가족용"}, {"new-generation", "신형"}},
		"components": {{"compact", "소형"}, {"standard", "표준형"}, {"high-reliability", "고신뢰"}, {"industrial-grade", "산업용"}, {"new-generation", "신형"}},
		"it":         {{"compact", "소형"}, {"smart", "스마트"}, {"standard", "표준형"}, {"high-capacity", "대용량"}, {"energy-saving", "절전형"}},
		"machinery":  {{"compact", "소형"}, {"heavy-duty", "고하중"}, {"standard", "표준형"}, {"high-capacity", "대용량"}, {"quiet", "저소음"}},
		"living":     {{"compact", "소형"}, {"premium", "고급"}, {"lightweight", "경량"}, {"family", "가족용"}, {"everyday", "생활형"}},
		"food":       {{"premium", "프리미엄"}, {"organic", "유기농"}, {"traditional", "전통"}, {"family-size", "대용량"}, {"selected", "엄선"}},
	}
	uses = map[string][]both{
		"medical":    {{"for clinics and hospitals", "병원과 의원을 위한"}, {"for small practices", "소규모 의원을 위한"}, {"with service in two days", "이틀 안에 정비되는"}},
		"beauty":     {{"for salons and shops", "미용실과 매장을 위한"}, {"for sensitive types", "민감한 사용자를 위한"}, {"with private label", "자체 상표가 가능한"}},
		"wellness":   {{"for home and gym", "가정과 체육관을 위한"}, {"for older people", "어르신을 위한"}, {"with one-touch control", "원터치로 다루는"}},
		"components": {{"for consumer electronics", "가전 제품을 위한"}, {"for automotive use", "차량용으로 쓰는"}, {"in reels and trays", "릴과 트레이로 공급하는"}},
		"it":         {{"for schools and offices", "교실과 사무실을 위한"}, {"with remote management", "원격 관리가 되는"}, {"for public tenders", "공공 입찰에 맞춘"}},
		"machinery":  {{"for small and medium factories", "중소 공장을 위한"}, {"with a two-year warranty", "2년을 보증하는"}, {"built to order", "주문 제작하는"}},
		"living":     {{"for homes and hotels", "가정과 호텔을 위한"}, {"in six colours", "여섯 가지 색의"}, {"packed for retail", "소매용으로 포장한"}},
		"food":       {{"with 12 months of shelf life", "유통기한 12개월의"}, {"for retail and catering", "소매와 급식을 위한"}, {"labelled in your language", "현지어 라벨이 붙는"}},
	}
	schemes = map[string][]string{
		"medical": {"CE-MDR", "ISO 13485", "MFDS", "KC", "FDA"}, "beauty": {"CPNP", "ISO 22716", "FDA", "KC"}, "wellness": {"CE-LVD", "KC", "FCC", "RoHS"},
		"components": {"RoHS", "REACH", "AEC-Q100"}, "it": {"CE-RED", "FCC", "KC", "RoHS"}, "machinery": {"CE-MD", "ISO 9001", "EAC"},
		"living": {"CE-GPSR", "KC", "REACH"}, "food": {"HACCP", "Halal", "FDA", "ISO 22000"},
	}
	borrowed = map[string][]string{ // by category, or by kind where one of them shows it
		"medical": {"lv-q1600", "lv-co30", "lv-hp7", "ds-us3"}, "beauty": {"ds-sc5w", "ds-sc5t", "mi-f24", "mi-h2"}, "wellness": {"oc-bf4", "oc-mc2"},
		"components": {"sg-a3450"}, "it": {"dd-rc1e"}, "machinery": {"any-machine", "any-unit"}, "living": {"any-carton", "any-giftbox"}, "food": {"any-pouch", "any-jar"},
		"pump": {"any-unit"}, "compressor": {"any-unit"}, "cnc": {"any-machine"}, "laser-cutter": {"any-machine"}, "3d-printer": {"any-machine"},
		"gochujang": {"any-jar"}, "kimchi": {"any-jar"}, "fruit-jam": {"any-jar"}, "ramen": {"any-pouch"}, "coffee": {"any-pouch"}, "seaweed": {"any-pouch"},
	}
	spoken        = [][]string{{"ko"}, {"ko", "en"}, {"ko", "en"}, {"ko", "en", "zh"}, {"ko", "en", "ja"}, {"ko", "en", "de"}, {"ko", "en", "es"}, {"ko", "ru"}, {"ko", "en", "vi"}}
	exportMarkets = []string{"DE", "RO", "VN", "MX", "US", "JP", "CN", "ID", "PL", "ES", "FR", "IT", "TR", "BR", "AE", "TH", "KZ", "GB"}
	weeks         = []string{"mon-fri 9-18", "mon-fri 9-12, mon-fri 13-18", "mon-thu 10-17", "mon-fri 8-17, tue 18-21", "tue-fri 9-18, thu 18-20"}
	orders        = []int{1, 5, 10, 20, 50, 100, 200, 500, 1000, 2500} // pieces
)
