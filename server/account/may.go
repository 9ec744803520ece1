package account

import (
	"slices"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/problem"
)

// Action is something that a person may want to do.
type Action string

// The actions, in the order in which a consultation meets them.
const (
	EditProduct            Action = "edit product"            // object: its supplier
	ReadReviews            Action = "read reviews"            // what makers have handed in: office
	PublishProduct         Action = "publish product"         // decided by the office; object: its supplier
	EditAvailability       Action = "edit availability"       // object: the supplier
	RequestConsultation    Action = "request consultation"    // object: the two companies; desks of the buyer
	InviteBuyer            Action = "invite buyer"            // a supplier whom it has met; object: the two companies
	ReadConsultation       Action = "read consultation"       // object: companies, assigned people, desks of the buyer
	ApproveConsultation    Action = "approve consultation"    // approve, return or decline as the office
	AssignInterpreter      Action = "assign interpreter"      // office
	EditInterpreter        Action = "edit interpreter"        // tiers, papers, ties of interpreters: office
	WaiveInterpreter       Action = "waive interpreter"       // each party for its side
	RateInterpreter        Action = "rate interpreter"        // parties and office
	ReportAbsence          Action = "report absence"          // the interpreter for itself: People; office
	ReadBriefing           Action = "read briefing"           // the supplier, assigned people, office
	EditBriefing           Action = "edit briefing"           // the same
	AnswerConsultation     Action = "answer consultation"     // accept or decline as the counterpart
	AnswerAssignment       Action = "answer assignment"       // accept or decline as the interpreter: People
	CancelConsultation     Action = "cancel consultation"     // parties and office
	RescheduleConsultation Action = "reschedule consultation" // parties and office
	ReadCalendarFile       Action = "read calendar file"      // parties, assigned people, office
	ReadFiles              Action = "read files"              // beside a booking: parties, assigned people, office
	InviteColleague        Action = "invite colleague"        // somebody without an account comes along with the buyer
	SayComing              Action = "say coming"              // parties and assigned people, for themselves
	KeepTies               Action = "keep ties"               // of officers to companies: read and state them
	EndTie                 Action = "end tie"                 // never the own: People is the officer
	CloseTask              Action = "close task"              // what mail and reminders left for the office
	ReadFeed               Action = "read feed"               // of own consultations; People is the person
	JoinRoom               Action = "join room"               // parties, assigned people, desks as witness, office
	ModerateRoom           Action = "moderate room"           // mute others, remove, lock: the host and the office
	RunRoom                Action = "run room"                // a word to it, more time: office, not as a party
	EndConsultation        Action = "end consultation"        // the host and the office
	ReadPresence           Action = "read presence"           // signed in
	ReadQueue              Action = "read queue"              // office
	JoinWaitlist           Action = "join waitlist"           // object: the buyer's own company
	WriteNote              Action = "write note"              // office: hand-over, duty
	ReadAudit              Action = "read audit"              // the office's log: office
	ReadRoots              Action = "read roots"              // the roots of the days' history: office, partner
	KeepRules              Action = "keep rules"              // which requests the office looks at: office
	KeepSettings           Action = "keep settings"           // hours, days, address and sentences of the office: office
	ReadLiveBoard          Action = "read live board"         // office
	StateOutcome           Action = "state outcome"           // each party for its side
	AttestOutcome          Action = "attest outcome"          // the interpreter who was there: People
	ReadOutcomes           Action = "read outcomes"           // both sides' statements: office
	AttachEvidence         Action = "attach evidence"         // office, not as a party
	ReadReport             Action = "read report"             // the office whole, a desk its own part: Desks
	EditSynonyms           Action = "edit synonyms"           // office
	AskToTalk              Action = "ask to talk"             // a walk-in; object: the two companies
	ReadRing               Action = "read ring"               // parties and office
	AnswerRing             Action = "answer ring"             // the supplier that is rung, and the office
	RunRings               Action = "run rings"               // admit, hand over, book, decline: office, not as a party
	ReadRings              Action = "read rings"              // all of them, and their figures: office
	KeepDesk               Action = "keep desk"               // quiet, blocked callers: object: the supplier
	SendInquiry            Action = "send inquiry"            // object: the buyer's own company
	ListInquiries          Action = "list inquiries"          // of the own companies
	ReadInquiry            Action = "read inquiry"            // object: the two companies; office, written down
	WriteInquiry           Action = "write inquiry"           // the same
	BlockBuyer             Action = "block buyer"             // object: the supplier
	RunInquiries           Action = "run inquiries"           // overdue ones and signals: office
	ClearAlarm             Action = "clear alarm"             // after calling back: office, not as a party
	KeepAccounts           Action = "keep accounts"           // bank accounts; object: the supplier
	ConfirmAccount         Action = "confirm account"         // office, not as a party
	PostRFQ                Action = "post rfq"                // object: the buyer's own company
	ModerateRFQ            Action = "moderate rfq"            // office, not as a party
	QuoteRFQ               Action = "quote rfq"               // object: the supplier's own company
	ReadQuotes             Action = "read quotes"             // all on an offer: its buyer and the office
	ManageWebhooks         Action = "manage webhooks"         // object: the company, the desk in Desks, or with neither the office
	KeepSaved              Action = "keep saved"              // lists and followed searches; People is the person
	AskForMaker            Action = "ask for a maker"         // object: the buyer's own company
	ReadWanted             Action = "read wanted"             // object: the buyer's company
	AnswerWanted           Action = "answer wanted"           // answer or decline: office
	EditVerification       Action = "edit verification"       // what a company says of itself: its own side
	ReadTrustFile          Action = "read trust file"         // checks, evidence, warnings: office, desks of the buyer
	ReviewCompany          Action = "review company"          // check, ask, verify, reject, endorse: the same, not as a party
	SuspendCompany         Action = "suspend company"         // and restore, revoke, warn: office, not as a party
	ReadTrustQueue         Action = "read trust queue"        // office; a desk its own part: Desks
	KeepKeys               Action = "keep keys"               // a desk its own: Desks
	PublishKeys            Action = "publish keys"            // office
	KeepMembers            Action = "keep members"            // bring people into a company and take them out: its own, office
	RegisterMaker          Action = "register maker"          // enter a company of the city: office
	EditOwnProfile         Action = "edit own profile"        // signed in; People is the person
	CreateToken            Action = "create token"            // signed in; People is the person
)

// Actions are all of them, in the order above.
var Actions = []Action{
	EditProduct,
	ReadReviews,
	PublishProduct,
	EditAvailability,
	RequestConsultation,
	InviteBuyer,
	ReadConsultation,
	ApproveConsultation,
	AssignInterpreter,
	EditInterpreter,
	WaiveInterpreter,
	RateInterpreter,
	ReportAbsence,
	ReadBriefing,
	EditBriefing,
	AnswerConsultation,
	AnswerAssignment,
	CancelConsultation,
	RescheduleConsultation,
	ReadCalendarFile,
	ReadFiles,
	InviteColleague,
	SayComing,
	KeepTies,
	EndTie,
	CloseTask,
	ReadFeed,
	JoinRoom,
	ModerateRoom,
	RunRoom,
	EndConsultation,
	ReadPresence,
	ReadQueue,
	JoinWaitlist,
	WriteNote,
	ReadAudit,
	ReadRoots,
	KeepRules,
	KeepSettings,
	ReadLiveBoard,
	StateOutcome,
	AttestOutcome,
	ReadOutcomes,
	AttachEvidence,
	ReadReport,
	ManageWebhooks,
	KeepSaved,
	AskForMaker,
	ReadWanted,
	AnswerWanted,
	EditVerification,
	ReadTrustFile,
	ReviewCompany,
	SuspendCompany,
	ReadTrustQueue,
	KeepKeys,
	PublishKeys,
	KeepMembers,
	RegisterMaker,
	EditOwnProfile,
	CreateToken,
	EditSynonyms,
	AskToTalk,
	ReadRing,
	AnswerRing,
	RunRings,
	ReadRings,
	KeepDesk,
	SendInquiry,
	ListInquiries,
	ReadInquiry,
	WriteInquiry,
	BlockBuyer,
	RunInquiries,
	ClearAlarm,
	KeepAccounts,
	ConfirmAccount,
	PostRFQ,
	ModerateRFQ,
	QuoteRFQ,
	ReadQuotes,
}

// Object says whose thing an action is about. What is not known or does not matter stays zero.
type Object struct {
	Supplier CompanyID
	Buyer    CompanyID
	People   []UserID // assigned to it by name: the interpreter, the officer on duty; for own things the person
	Desks    []DeskID // that brought the buyer
}

// relation is how a role stands to an object when it may act on it.
type relation int

const (
	never     relation = iota
	always             // any object
	ownSide            // a buyer of the buying company, a supplier of the selling one
	assigned           // named in People
	broughtBy          // partner of a desk in Desks
	noParty            // any object, but not as member of one of the two companies, nor with a tie to one (nobody approves the own request)
	another            // any object, but not the person who is named in People
)

// anyone is the row of everybody who is signed in, with or without a role.
const anyone Role = ""

// may is the table: who may do what to whose thing (authorization matrix; cells absent are refusals). The operator keeps the
// machine, the people and their roles, and reads what the report stands on; nothing is decided, published or edited in the name
// of the office or of a company by who keeps its machine.
var may = map[Action]map[Role]relation{
	EditProduct:            {Supplier: ownSide, Officer: always},
	ReadReviews:            {Officer: always},
	PublishProduct:         {Officer: noParty},
	EditAvailability:       {Supplier: ownSide, Officer: always},
	RequestConsultation:    {Buyer: ownSide, Supplier: ownSide, Partner: broughtBy, Officer: always},
	InviteBuyer:            {Supplier: ownSide, Officer: noParty},
	ReadConsultation:       {Buyer: ownSide, Supplier: ownSide, Interpreter: assigned, Partner: broughtBy, Officer: always, Operator: always},
	ApproveConsultation:    {Officer: noParty},
	AssignInterpreter:      {Officer: always},
	EditInterpreter:        {Officer: always},
	WaiveInterpreter:       {Buyer: ownSide, Supplier: ownSide},
	RateInterpreter:        {Buyer: ownSide, Supplier: ownSide, Officer: always},
	ReportAbsence:          {Interpreter: assigned, Officer: always},
	ReadBriefing:           {Supplier: ownSide, Interpreter: assigned, Officer: always},
	EditBriefing:           {Supplier: ownSide, Interpreter: assigned, Officer: always},
	AnswerConsultation:     {Buyer: ownSide, Supplier: ownSide, Officer: noParty},
	AnswerAssignment:       {Interpreter: assigned, Officer: always},
	CancelConsultation:     {Buyer: ownSide, Supplier: ownSide, Officer: always},
	RescheduleConsultation: {Buyer: ownSide, Supplier: ownSide, Officer: always},
	ReadCalendarFile:       {Buyer: ownSide, Supplier: ownSide, Interpreter: assigned, Officer: always},
	ReadFiles:              {Buyer: ownSide, Supplier: ownSide, Interpreter: assigned, Officer: always},
	InviteColleague:        {Buyer: ownSide},
	SayComing:              {Buyer: ownSide, Supplier: ownSide, Interpreter: assigned},
	KeepTies:               {Officer: always, Operator: always},
	EndTie:                 {Officer: another, Operator: another},
	CloseTask:              {Officer: always},
	ReadFeed:               {anyone: assigned},
	JoinRoom:               {Buyer: ownSide, Supplier: ownSide, Interpreter: assigned, Partner: broughtBy, Officer: always},
	ModerateRoom:           {Supplier: ownSide, Officer: always},
	RunRoom:                {Officer: noParty},
	EndConsultation:        {Supplier: ownSide, Officer: always},
	ReadPresence:           {anyone: always},
	ReadQueue:              {Officer: always, Operator: always},
	JoinWaitlist:           {Buyer: ownSide},
	WriteNote:              {Officer: always},
	ReadAudit:              {Officer: always, Operator: always},
	ReadRoots:              {Partner: always, Officer: always, Operator: always},
	KeepRules:              {Officer: always},
	KeepSettings:           {Officer: always},
	ReadLiveBoard:          {Officer: always, Operator: always},
	StateOutcome:           {Buyer: ownSide, Supplier: ownSide},
	AttestOutcome:          {Interpreter: assigned},
	ReadOutcomes:           {Officer: always, Operator: always},
	AttachEvidence:         {Officer: noParty},
	ReadReport:             {Partner: broughtBy, Officer: always, Operator: always},
	EditSynonyms:           {Officer: always},
	AskToTalk:              {Buyer: ownSide},
	ReadRing:               {Buyer: ownSide, Supplier: ownSide, Officer: always},
	AnswerRing:             {Supplier: ownSide, Officer: noParty},
	RunRings:               {Officer: noParty},
	ReadRings:              {Officer: always, Operator: always},
	KeepDesk:               {Supplier: ownSide},
	SendInquiry:            {Buyer: ownSide},
	ListInquiries:          {Buyer: always, Supplier: always, Officer: always},
	ReadInquiry:            {Buyer: ownSide, Supplier: ownSide, Officer: always},
	WriteInquiry:           {Buyer: ownSide, Supplier: ownSide, Officer: noParty},
	BlockBuyer:             {Supplier: ownSide},
	RunInquiries:           {Officer: always},
	ClearAlarm:             {Officer: noParty},
	KeepAccounts:           {Supplier: ownSide},
	ConfirmAccount:         {Officer: noParty},
	PostRFQ:                {Buyer: ownSide},
	ModerateRFQ:            {Officer: noParty},
	QuoteRFQ:               {Supplier: ownSide},
	ReadQuotes:             {Buyer: ownSide, Officer: always},
	ManageWebhooks:         {Buyer: ownSide, Supplier: ownSide, Partner: broughtBy, Officer: always, Operator: always},
	KeepSaved:              {anyone: assigned},
	AskForMaker:            {Buyer: ownSide},
	ReadWanted:             {Buyer: ownSide, Officer: always},
	AnswerWanted:           {Officer: noParty},
	EditVerification:       {Buyer: ownSide, Supplier: ownSide},
	ReadTrustFile:          {Partner: broughtBy, Officer: always, Operator: always},
	ReviewCompany:          {Partner: broughtBy, Officer: noParty},
	SuspendCompany:         {Officer: noParty},
	ReadTrustQueue:         {Partner: broughtBy, Officer: always, Operator: always},
	KeepKeys:               {Partner: broughtBy},
	PublishKeys:            {Officer: always},
	KeepMembers:            {Buyer: ownSide, Supplier: ownSide, Officer: always, Operator: always},
	RegisterMaker:          {Officer: always, Operator: always},
	EditOwnProfile:         {anyone: assigned},
	CreateToken:            {anyone: assigned},
}

// May is the one place that decides who may do what to whose thing: nil, or a refusal. A visitor is asked to sign in;
// a person whose roles never may is Forbidden; one whose roles may, but not with this object, is told NotFound, so
// that nobody learns what exists elsewhere.
func May(v Viewer, a Action, o Object) error {
	if !v.SignedIn() {
		return problem.New(problem.SignIn, "sign_in_needed")
	}
	rows := may[a]
	sometimes, decides := false, false
	for _, grant := range append([]Grant{{Role: anyone}}, v.Grants...) {
		relation := rows[grant.Role]
		if stands(v, grant, relation, o) {
			return nil
		}
		sometimes, decides = sometimes || relation != never, decides || relation == noParty
	}
	switch {
	case !sometimes:
		return problem.New(problem.Forbidden, "forbidden")
	case v.partyTo(o):
		return problem.New(problem.Forbidden, "forbidden_own")
	case decides && v.tiedTo(o):
		return problem.New(problem.Forbidden, "forbidden_tie")
	}
	return problem.New(problem.NotFound, "not_found")
}

func stands(v Viewer, g Grant, r relation, o Object) bool {
	switch r {
	case never:
		return false
	case always:
		return true
	case ownSide:
		return g.Role == Buyer && named(g.Company, o.Buyer) || g.Role == Supplier && named(g.Company, o.Supplier)
	case assigned:
		return slices.Contains(o.People, v.User)
	case broughtBy:
		return g.Desk != (DeskID{}) && slices.Contains(o.Desks, g.Desk)
	case noParty:
		return !v.partyTo(o) && !v.tiedTo(o)
	case another:
		return !slices.Contains(o.People, v.User)
	}
	return false
}

func named(mine, theirs CompanyID) bool { return mine.UUID != uuid.Nil && mine == theirs }

// partyTo reports whether the person belongs to one of the two companies.
func (v Viewer) partyTo(o Object) bool {
	return v.On(Supplier, o.Supplier) && o.Supplier.UUID != uuid.Nil || v.On(Buyer, o.Buyer) && o.Buyer.UUID != uuid.Nil
}

// tiedTo reports whether the person has a tie to one of the two companies.
func (v Viewer) tiedTo(o Object) bool {
	return slices.ContainsFunc(v.Ties, func(c CompanyID) bool { return named(c, o.Supplier) || named(c, o.Buyer) })
}
