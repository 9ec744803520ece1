package schedule

import "time"

// The tables below are made by hand from the countries' own laws: Korea's Act on Public Holidays as amended in January
// 2026 (Constitution Day is one again) and the Labour Day Act; Germany's Unity Treaty and the states' common holidays;
// Romania's Labour Code, article 139; Mexico's Federal Labour Law, article 74; Brazil's Laws 662/1949, 6.802/1980 and
// 14.759/2023; Italy's Law 260/1949 as amended in 2025; Vietnam's Labour Code, article 112; China's holiday decree of 2024;
// Indonesia's joint ministerial decrees for 2026 and 2027. Lunar dates are those of each country's own meridian: in 2027
// the new year begins on 6 February in Hanoi and Beijing and on the 7th in Seoul.

type fixedDay struct {
	month time.Month
	day   int
	name  string
}

var fixed = map[string][]fixedDay{
	"KR": {{1, 1, "new_year"}, {3, 1, "samil"}, {5, 1, "labour"}, {5, 5, "children"}, {6, 6, "memorial"}, {7, 17, "constitution_kr"},
		{8, 15, "liberation"}, {10, 3, "foundation"}, {10, 9, "hangul"}, {12, 25, "christmas"}},
	"DE": {{1, 1, "new_year"}, {5, 1, "labour"}, {10, 3, "unity"}, {12, 25, "christmas"}, {12, 26, "christmas"}},
	"RO": {{1, 1, "new_year"}, {1, 2, "new_year"}, {1, 6, "epiphany"}, {1, 7, "saint_john"}, {1, 24, "union"}, {5, 1, "labour"}, {6, 1, "children"},
		{8, 15, "assumption"}, {11, 30, "saint_andrew"}, {12, 1, "national"}, {12, 25, "christmas"}, {12, 26, "christmas"}},
	"MX": {{1, 1, "new_year"}, {5, 1, "labour"}, {9, 16, "independence"}, {12, 25, "christmas"}},
	"BR": {{1, 1, "new_year"}, {4, 21, "tiradentes"}, {5, 1, "labour"}, {9, 7, "independence"}, {10, 12, "aparecida"}, {11, 2, "all_souls"},
		{11, 15, "republic"}, {11, 20, "consciousness"}, {12, 25, "christmas"}},
	"IT": {{1, 1, "new_year"}, {1, 6, "epiphany"}, {4, 25, "liberation_it"}, {5, 1, "labour"}, {6, 2, "republic"}, {8, 15, "assumption"},
		{10, 4, "saint_francis"}, {11, 1, "all_saints"}, {12, 8, "immaculate"}, {12, 25, "christmas"}, {12, 26, "christmas"}},
	"VN": {{1, 1, "new_year"}, {4, 30, "reunification"}, {5, 1, "labour"}, {9, 2, "national"}},
	"CN": {{1, 1, "new_year"}, {5, 1, "labour"}, {5, 2, "labour"}, {10, 1, "national"}, {10, 2, "national"}, {10, 3, "national"}},
	"ID": {{1, 1, "new_year"}, {5, 1, "labour"}, {6, 1, "pancasila"}, {8, 17, "independence"}, {12, 25, "christmas"}},
}

type easterDay struct {
	days int
	name string
}

var easterly = map[string][]easterDay{
	"DE": {{-2, "good_friday"}, {1, "easter"}, {39, "ascension"}, {50, "pentecost"}},
	"RO": {{-2, "good_friday"}, {0, "easter"}, {1, "easter"}, {49, "pentecost"}, {50, "pentecost"}},
	"BR": {{-2, "good_friday"}},
	"IT": {{0, "easter"}, {1, "easter"}},
	"ID": {{-2, "good_friday"}, {0, "easter"}, {39, "ascension"}},
}

// dated are the days that follow the moon or a decree, 2026 to 2028.
var dated = map[string][]Holiday{
	"KR": together(
		run(Date{2026, 2, 16}, 3, "seollal"), run(Date{2027, 2, 6}, 3, "seollal"), run(Date{2028, 1, 26}, 3, "seollal"),
		run(Date{2026, 5, 24}, 1, "buddha"), run(Date{2027, 5, 13}, 1, "buddha"), run(Date{2028, 5, 2}, 1, "buddha"),
		run(Date{2026, 9, 24}, 3, "chuseok"), run(Date{2027, 9, 14}, 3, "chuseok"), run(Date{2028, 10, 2}, 3, "chuseok"),
		run(Date{2026, 6, 3}, 1, "election"), run(Date{2028, 4, 12}, 1, "election")),
	"VN": together(
		expected(run(Date{2026, 2, 16}, 5, "tet")), expected(run(Date{2027, 2, 5}, 5, "tet")), expected(run(Date{2028, 1, 25}, 5, "tet")),
		run(Date{2026, 4, 26}, 1, "hung_kings"), run(Date{2027, 4, 16}, 1, "hung_kings"), run(Date{2028, 4, 4}, 1, "hung_kings")),
	"CN": together(
		run(Date{2026, 2, 16}, 4, "spring_festival"), run(Date{2027, 2, 5}, 4, "spring_festival"), run(Date{2028, 1, 25}, 4, "spring_festival"),
		run(Date{2026, 4, 5}, 1, "qingming"), run(Date{2027, 4, 5}, 1, "qingming"), run(Date{2028, 4, 4}, 1, "qingming"),
		run(Date{2026, 6, 19}, 1, "dragon_boat"), run(Date{2027, 6, 9}, 1, "dragon_boat"), run(Date{2028, 5, 28}, 1, "dragon_boat"),
		run(Date{2026, 9, 25}, 1, "mid_autumn"), run(Date{2027, 9, 15}, 1, "mid_autumn"), run(Date{2028, 10, 3}, 1, "mid_autumn")),
	"ID": together(
		expected(run(Date{2026, 1, 16}, 1, "isra_miraj")), expected(run(Date{2027, 1, 5}, 1, "isra_miraj")),
		run(Date{2026, 2, 17}, 1, "imlek"), run(Date{2027, 2, 6}, 1, "imlek"), run(Date{2028, 1, 26}, 1, "imlek"),
		expected(run(Date{2026, 3, 19}, 1, "nyepi")), expected(run(Date{2027, 3, 8}, 1, "nyepi")), expected(run(Date{2028, 3, 26}, 1, "nyepi")),
		expected(run(Date{2026, 3, 21}, 2, "eid")), expected(run(Date{2027, 3, 10}, 2, "eid")), expected(run(Date{2028, 2, 27}, 2, "eid")),
		expected(run(Date{2026, 5, 27}, 1, "eid_adha")), expected(run(Date{2027, 5, 16}, 1, "eid_adha")), expected(run(Date{2028, 5, 5}, 1, "eid_adha")),
		expected(run(Date{2026, 5, 31}, 1, "vesak")), expected(run(Date{2027, 5, 20}, 1, "vesak")), expected(run(Date{2028, 5, 9}, 1, "vesak")),
		expected(run(Date{2026, 6, 16}, 1, "hijri")), expected(run(Date{2027, 6, 6}, 1, "hijri")), expected(run(Date{2028, 5, 25}, 1, "hijri")),
		expected(run(Date{2026, 8, 25}, 1, "mawlid")), expected(run(Date{2027, 8, 15}, 1, "mawlid")), expected(run(Date{2028, 8, 3}, 1, "mawlid"))),
}

// run is a holiday of some days.
func run(first Date, days int, name string) []Holiday {
	all := make([]Holiday, days)
	for i := range all {
		all[i] = Holiday{On: first.AddDays(i), Name: name}
	}
	return all
}

func expected(all []Holiday) []Holiday {
	for i := range all {
		all[i].Expected = true
	}
	return all
}

func together(runs ...[]Holiday) []Holiday {
	var all []Holiday
	for _, r := range runs {
		all = append(all, r...)
	}
	return all
}
