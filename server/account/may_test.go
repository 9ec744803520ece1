package account

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/problem"
)

// The columns of the authorization table: who asks about an object between the companies maker and importer, brought by
// the desk, with the interpreter assigned.
var (
	maker     = CompanyID{uuid.MustParse("00000000-0000-7000-8000-000000000001")}
	importer  = CompanyID{uuid.MustParse("00000000-0000-7000-8000-000000000002")}
	elsewhere = CompanyID{uuid.MustParse("00000000-0000-7000-8000-000000000003")}
	desk      = DeskID{uuid.MustParse("00000000-0000-7000-8000-000000000004")}
	otherDesk = DeskID{uuid.MustParse("00000000-0000-7000-8000-000000000005")}
	person    = UserID{uuid.MustParse("00000000-0000-7000-8000-000000000006")}
	colleague = UserID{uuid.MustParse("00000000-0000-7000-8000-000000000007")}
)

type column struct {
	name   string
	viewer Viewer
	people []UserID
}

func columns() []column {
	holds := func(grants ...Grant) Viewer { return Viewer{User: person, Grants: grants} }
	mine, others := []UserID{person}, []UserID{colleague}
	return []column{
		{"visitor", Viewer{}, others},
		{"person without a role", holds(), others},
		{"buyer, own", holds(Grant{Role: Buyer, Company: importer}), others},
		{"buyer, another's", holds(Grant{Role: Buyer, Company: elsewhere}), others},
		{"supplier, own", holds(Grant{Role: Supplier, Company: maker}), others},
		{"supplier, another's", holds(Grant{Role: Supplier, Company: elsewhere}), others},
		{"interpreter, assigned", holds(Grant{Role: Interpreter}), mine},
		{"interpreter, not assigned", holds(Grant{Role: Interpreter}), others},
		{"partner, brought the buyer", holds(Grant{Role: Partner, Desk: desk}), others},
		{"partner, did not", holds(Grant{Role: Partner, Desk: otherDesk}), others},
		{"officer", holds(Grant{Role: Officer}), others},
		{"officer who is a party", holds(Grant{Role: Officer}, Grant{Role: Supplier, Company: maker}), others},
		{"officer with a tie", Viewer{User: person, Grants: []Grant{{Role: Officer}}, Ties: []CompanyID{elsewhere, importer}}, others},
		{"operator", holds(Grant{Role: Operator}), others},
	}
}

// One letter a column: Y may, S sign in first, F forbidden, n told that there is nothing.
var table = map[Action]string{
	//                       vis none b+ b- s+ s- i+ i- p+ p- off own tie op
	EditProduct:            "S F F F Y n F F F F Y Y Y F",
	ReadReviews:            "S F F F F F F F F F Y Y Y F",
	PublishProduct:         "S F F F F F F F F F Y F F F",
	EditAvailability:       "S F F F Y n F F F F Y Y Y F",
	RequestConsultation:    "S F Y n Y n F F Y n Y Y Y F",
	InviteBuyer:            "S F F F Y n F F F F Y Y F F",
	ReadConsultation:       "S F Y n Y n Y n Y n Y Y Y Y",
	ApproveConsultation:    "S F F F F F F F F F Y F F F",
	AssignInterpreter:      "S F F F F F F F F F Y Y Y F",
	EditInterpreter:        "S F F F F F F F F F Y Y Y F",
	WaiveInterpreter:       "S F Y n Y n F F F F F Y F F",
	RateInterpreter:        "S F Y n Y n F F F F Y Y Y F",
	ReportAbsence:          "S F F F F F Y n F F Y Y Y F",
	ReadBriefing:           "S F F F Y n Y n F F Y Y Y F",
	EditBriefing:           "S F F F Y n Y n F F Y Y Y F",
	AnswerConsultation:     "S F Y n Y n F F F F Y Y F F",
	AnswerAssignment:       "S F F F F F Y n F F Y Y Y F",
	CancelConsultation:     "S F Y n Y n F F F F Y Y Y F",
	RescheduleConsultation: "S F Y n Y n F F F F Y Y Y F",
	ReadCalendarFile:       "S F Y n Y n Y n F F Y Y Y F",
	ReadFiles:              "S F Y n Y n Y n F F Y Y Y F",
	InviteColleague:        "S F Y n F F F F F F F F F F",
	SayComing:              "S F Y n Y n Y n F F F Y F F",
	KeepTies:               "S F F F F F F F F F Y Y Y Y",
	EndTie:                 "S F F F F F F F F F Y Y Y Y",
	CloseTask:              "S F F F F F F F F F Y Y Y F",
	ReadFeed:               "S n n n n n Y n n n n n n n",
	JoinRoom:               "S F Y n Y n Y n Y n Y Y Y F",
	ModerateRoom:           "S F F F Y n F F F F Y Y Y F",
	RunRoom:                "S F F F F F F F F F Y F F F",
	EndConsultation:        "S F F F Y n F F F F Y Y Y F",
	ReadPresence:           "S Y Y Y Y Y Y Y Y Y Y Y Y Y",
	JoinWaitlist:           "S F Y n F F F F F F F F F F",
	WriteNote:              "S F F F F F F F F F Y Y Y F",
	ReadAudit:              "S F F F F F F F F F Y Y Y Y",
	ReadRoots:              "S F F F F F F F Y Y Y Y Y Y",
	KeepRules:              "S F F F F F F F F F Y Y Y F",
	KeepSettings:           "S F F F F F F F F F Y Y Y F",
	ReadQueue:              "S F F F F F F F F F Y Y Y Y",
	ReadLiveBoard:          "S F F F F F F F F F Y Y Y Y",
	StateOutcome:           "S F Y n Y n F F F F F Y F F",
	AttestOutcome:          "S F F F F F Y n F F F F F F",
	ReadOutcomes:           "S F F F F F F F F F Y Y Y Y",
	AttachEvidence:         "S F F F F F F F F F Y F F F",
	ReadReport:             "S F F F F F F F Y n Y Y Y Y",
	EditSynonyms:           "S F F F F F F F F F Y Y Y F",
	AskToTalk:              "S F Y n F F F F F F F F F F",
	ReadRing:               "S F Y n Y n F F F F Y Y Y F",
	AnswerRing:             "S F F F Y n F F F F Y Y F F",
	RunRings:               "S F F F F F F F F F Y F F F",
	ReadRings:              "S F F F F F F F F F Y Y Y Y",
	KeepDesk:               "S F F F Y n F F F F F Y F F",
	SendInquiry:            "S F Y n F F F F F F F F F F",
	ListInquiries:          "S F Y Y Y Y F F F F Y Y Y F",
	ReadInquiry:            "S F Y n Y n F F F F Y Y Y F",
	WriteInquiry:           "S F Y n Y n F F F F Y Y F F",
	BlockBuyer:             "S F F F Y n F F F F F Y F F",
	RunInquiries:           "S F F F F F F F F F Y Y Y F",
	ClearAlarm:             "S F F F F F F F F F Y F F F",
	KeepAccounts:           "S F F F Y n F F F F F Y F F",
	ConfirmAccount:         "S F F F F F F F F F Y F F F",
	PostRFQ:                "S F Y n F F F F F F F F F F",
	ModerateRFQ:            "S F F F F F F F F F Y F F F",
	QuoteRFQ:               "S F F F Y n F F F F F Y F F",
	ReadQuotes:             "S F Y n F F F F F F Y Y Y F",
	ManageWebhooks:         "S F Y n Y n F F Y n Y Y Y Y",
	KeepSaved:              "S n n n n n Y n n n n n n n",
	AskForMaker:            "S F Y n F F F F F F F F F F",
	ReadWanted:             "S F Y n F F F F F F Y Y Y F",
	AnswerWanted:           "S F F F F F F F F F Y F F F",
	EditVerification:       "S F Y n Y n F F F F F Y F F",
	ReadTrustFile:          "S F F F F F F F Y n Y Y Y Y",
	ReviewCompany:          "S F F F F F F F Y n Y F F F",
	SuspendCompany:         "S F F F F F F F F F Y F F F",
	ReadTrustQueue:         "S F F F F F F F Y n Y Y Y Y",
	KeepKeys:               "S F F F F F F F Y n F F F F",
	PublishKeys:            "S F F F F F F F F F Y Y Y F",
	KeepMembers:            "S F Y n Y n F F F F Y Y Y Y",
	RegisterMaker:          "S F F F F F F F F F Y Y Y Y",
	EditOwnProfile:         "S n n n n n Y n n n n n n n",
	CreateToken:            "S n n n n n Y n n n n n n n",
}

func TestMayDecidesEveryRoleAndAction(t *testing.T) {
	letters := map[string]problem.Kind{"S": problem.SignIn, "F": problem.Forbidden, "n": problem.NotFound}
	for _, action := range Actions {
		cells := strings.Fields(table[action])
		if len(cells) != len(columns()) {
			t.Errorf("%s has %d cells of %d", action, len(cells), len(columns()))
			continue
		}
		for i, c := range columns() {
			err := May(c.viewer, action, Object{Supplier: maker, Buyer: importer, People: c.people, Desks: []DeskID{desk}})
			// A party is not told that its own thing does not exist.
			if cells[i] == "n" && problem.Is(err, problem.Forbidden) && c.viewer.partyTo(Object{Supplier: maker, Buyer: importer}) {
				continue
			}
			if cells[i] == "Y" && err != nil || cells[i] != "Y" && !problem.Is(err, letters[cells[i]]) {
				t.Errorf("%s, %s: %v, wanted %s", action, c.name, err, cells[i])
			}
		}
	}
}

func TestEveryActionStandsInTheTable(t *testing.T) {
	if len(Actions) != len(may) || len(Actions) != len(table) {
		t.Errorf("%d actions, %d rows of May, %d rows of the test", len(Actions), len(may), len(table))
	}
	for action := range may {
		if table[action] == "" {
			t.Errorf("%s has no row in the test", action)
		}
	}
}

func TestNobodyMayActOnAnObjectWithoutAnOwner(t *testing.T) {
	for _, v := range []Viewer{
		{User: person, Grants: []Grant{{Role: Buyer}}},
		{User: person, Grants: []Grant{{Role: Supplier}}},
		{User: person, Grants: []Grant{{Role: Partner}}},
	} {
		for _, action := range []Action{ReadConsultation, CancelConsultation, JoinRoom, StateOutcome, ReadReport} {
			if May(v, action, Object{Desks: []DeskID{{}}}) == nil {
				t.Errorf("%s with a zero id may %s on a zero object", v.Grants[0].Role, action)
			}
		}
	}
}

func TestWhoHasATieIsToldWhyAndStillDecidesElsewhere(t *testing.T) {
	tied := Viewer{User: person, Grants: []Grant{{Role: Officer}}, Ties: []CompanyID{maker}}
	for _, action := range []Action{ApproveConsultation, PublishProduct, ReviewCompany, RunRings} {
		if err := May(tied, action, Object{Supplier: maker, Buyer: importer}); err == nil || err.Error() != problem.New(problem.Forbidden, "forbidden_tie").Error() {
			t.Errorf("%s: %v", action, err)
		}
		if err := May(tied, action, Object{Supplier: elsewhere, Buyer: importer}); err != nil {
			t.Errorf("%s between others: %v", action, err)
		}
	}
	if err := May(tied, EndTie, Object{People: []UserID{person}}); !problem.Is(err, problem.NotFound) {
		t.Errorf("somebody ends the own tie: %v", err)
	}
	if err := May(tied, EndTie, Object{People: []UserID{colleague}}); err != nil {
		t.Errorf("a colleague's: %v", err)
	}
}
