package demo

import (
	"context"
	"fmt"

	"github.com/etradeoffice/portal/server/account"
)

// wants are what buyers say of themselves beside it, by the code of their company.
var wants = map[string]map[string]string{
	"B1": {"kind": "distributor", "wishes": "PC restore cards | 100,000 cards | USD 10 | CE-EMC, RoHS | September 2026", "origins": "TW, CN", "payment": "T/T 60 days"},
	"B2": {"kind": "distributor", "wishes": "Skin lasers | 40 | | CE-MDR, ISO 13485 | 2026\nSkin analyzers | 150 | | CE-MDR | 2026", "origins": "KR, IT", "payment": "L/C"},
	"B3": {"kind": "retail", "wishes": "Scalp cameras for salons | 150 | USD 350 | CE-RED, RoHS | December 2026", "origins": "IT, CN", "outlets": "42", "payment": "T/T 30 days",
		"references": "Two wholesalers of salon equipment in Bologna", "relation": "Durea Scalp Science: met at a fair in April 2025"},
	"B4": {"kind": "importer", "wishes": "Audio amplifier ICs | 200,000 | USD 0.80 | RoHS, REACH | ", "payment": "T/T"},
	"B5": {"kind": "distributor", "wishes": "Blood-flow stimulators | 3,000 | USD 195 | | January 2027", "payment": "L/C"},
	"B6": {"kind": "importer", "wishes": "Lasers | 20 | | ISO 13485 | 2027\nStimulators | 500 | | ISO 13485 | 2027", "payment": "L/C"},
	"B7": {"kind": "agent", "wishes": "Lasers | 15 | | CE-MDR | 2027"},
}

// writeBuyers has buyers say who they are and what they look for; what they have said since stays.
func (o Office) writeBuyers(ctx context.Context, k known) error {
	for id, typed := range wants {
		company := k.companies[id]
		itself := account.Viewer{User: k.people["officer@demo.example"], Grants: []account.Grant{{Role: account.Buyer, Company: company}}}
		had, err := o.Studio.Buyer(ctx, itself, company)
		if err == nil && len(had.Details) == 0 {
			err = o.Studio.SetBuyer(ctx, itself, company, typed)
		}
		if err != nil {
			return fmt.Errorf("buyer %s: %w", id, err)
		}
	}
	return nil
}
