package demo

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/intake"
)

// springID names the demo's import, so that a later start finds it.
var springID = intake.ID{UUID: uuid.MustParse("01939f00-0000-7000-8000-000000000026")}

// springTable is a table as a maker has it: two new products, a changed price, and two rows to be mended.
const springTable = `품번,제품명,영문명,영문 설명,분야,HS 코드,최소 주문량,단위,단가,통화,인코텀즈,인도 장소,선적항,납기,비고
MI-P10,휴대용 피부 수분계,Handheld skin moisture meter,Reads skin moisture in three seconds.,뷰티·피부,9027.50,100 개,개,38.00,USD,FCA,Incheon Airport,KRICN,21일,봄 신제품
MI-P11,휴대용 피부 수분계 충전 거치대,Charging stand for the moisture meter,Charges two meters at once.,뷰티·피부,8504.40,100 개,개,12.50,USD,FCA,Incheon Airport,KRICN,21일,봄 신제품
MI-F24,,,,,,,,,,,,,28일,납기 변경
MI-P12,수분계 보호 커버,Cover for the moisture meter,Silicone cover in two colours.,뷰티·피부,39269,200 개,개,3.20,USD,FCA,Incheon Airport,KRICN,14일,
MI-P13,수분계 교정 카드,Calibration card,Card against which the meter is set.,뷰티·파부,4911.99,500,개,열 달러,USD,FCA,Incheon Airport,KRICN,14일,
`

// writeImport leaves a table on the maker's desk that was looked at and not yet taken.
func (o Office) writeImport(ctx context.Context, k known) error {
	maker, err := o.Account.Viewer(ctx, k.people["supplier@demo.example"])
	if err != nil {
		return err
	}
	company, _ := maker.Company(account.Supplier)
	_, err = o.Intake.Start(ctx, maker, company, intake.HandedIn{ID: springID, FileName: "2027 봄 신제품.csv", Table: strings.NewReader(springTable)})
	return err
}
