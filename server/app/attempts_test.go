package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"

	"jalons/server/domain"
)

// throttled is one way to write, by the API or by a form, and who may.
type attempt struct {
	name    string
	may     []string
	request func(object) (method, address, kind, body string)
}

func form(address string, pairs ...string) (string, string, string, string) {
	values := url.Values{"key": {""}}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return http.MethodPost, "/fr" + address, "application/x-www-form-urlencoded", values.Encode()
}

func asked(address string, body map[string]any) (string, string, string, string) {
	b, _ := json.Marshal(body) // texts and numbers: it can be
	return http.MethodPost, "/api/v1" + address, "application/json", string(b)
}

// scan is a signed paper as a form sends it, or as the API takes it beside a document.
func scan(address string, pairs ...string) (string, string, string, string) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = w.WriteField(pairs[i], pairs[i+1]) // a buffer takes all
	}
	if file, err := w.CreateFormFile("file", "lettre.txt"); err == nil {
		_, _ = file.Write([]byte("Lu et approuvé"))
	}
	_ = w.Close()
	return http.MethodPost, address, w.FormDataContentType(), body.String()
}

// attempts is the one table of who may write what about an object of Tunisia.
func attempts(today domain.Day) []attempt {
	keepers, reviewers := []string{"staff", "staff of TN", "admin"}, []string{"liaison of TN", "delegate"}
	speakers := []string{"staff", "staff of TN", "liaison of TN", "admin"}
	number := func(n int64) string { return fmt.Sprint(n) }
	return []attempt{
		{"declare", speakers, func(o object) (string, string, string, string) {
			return asked("/statements", map[string]any{
				"target": o.milestone, "lang": "fr", "level": "substantial", "on": today,
			})
		}},
		{"declare by form", speakers, func(o object) (string, string, string, string) {
			return form(
				"/worklist/update", "target", o.milestone, "version", number(o.version), "act", "submit", "level",
				"substantial", "on", string(today), "page", "1",
			)
		}},
		{"confirm", speakers, func(o object) (string, string, string, string) {
			return asked("/confirmations", map[string]any{"targets": []map[string]any{{
				"code": o.milestone, "version": o.version,
			}}})
		}},
		{"confirm by form", speakers, func(o object) (string, string, string, string) {
			return form("/worklist/confirm", "row", o.milestone+"@"+number(o.version), "page", "1")
		}},
		{"retract somebody else's", []string{"admin"}, func(o object) (string, string, string, string) {
			return asked("/statements/"+number(o.waits)+"/retraction", map[string]any{"reason": "faux"})
		}},
		{"retract by form", []string{"admin"}, func(o object) (string, string, string, string) {
			return form("/items/"+o.milestone+"/correct", "statement", number(o.waits), "reason", "faux")
		}},
		{"review", reviewers, func(o object) (string, string, string, string) {
			return asked(
				"/statements/"+number(o.waits)+"/review", map[string]any{"outcome": "approved", "hash": o.hash},
			)
		}},
		{"review by form", reviewers, func(o object) (string, string, string, string) {
			return form("/inbox/"+number(o.waits), "outcome", "sent_back", "hash", o.hash, "comment", "non")
		}},
		{"approve several", reviewers, func(o object) (string, string, string, string) {
			return asked("/approvals", map[string]any{
				"statements": []map[string]any{{"statement": o.waits, "hash": o.hash}},
			})
		}},
		{"approve several by form", reviewers, func(o object) (string, string, string, string) {
			return form("/inbox/batch", "row", number(o.waits)+"@"+o.hash+"@"+o.milestone)
		}},
		{"revoke", reviewers, func(o object) (string, string, string, string) {
			return asked("/statements/"+number(o.approved)+"/revocation", map[string]any{"reason": "faux"})
		}},
		{"revoke by form", reviewers, func(o object) (string, string, string, string) {
			return form("/inbox/"+number(o.approved)+"/revoke", "reason", "faux")
		}},
		{"hand over", reviewers, func(o object) (string, string, string, string) {
			return asked("/statements/"+number(o.waits)+"/handover", map[string]any{"to": o.giver})
		}},
		{"hand over by form", reviewers, func(o object) (string, string, string, string) {
			return form("/inbox/"+number(o.waits)+"/hand-over", "to", number(o.giver), "note", "à toi")
		}},
		{"move", keepers, func(o object) (string, string, string, string) {
			return asked(
				"/milestones/"+o.milestone+"/moves",
				map[string]any{"new_on": "2031-01-01", "reason": "law", "lang": "fr"},
			)
		}},
		{"move by form", keepers, func(o object) (string, string, string, string) {
			return form(
				"/items/"+o.milestone+"/move", "version", number(o.version), "new_on", "2031-01-01", "reason", "law",
			)
		}},
		{"withdraw", keepers, func(o object) (string, string, string, string) {
			return asked(
				"/milestones/"+o.milestone+"/withdrawal",
				map[string]any{"decided_on": today, "decision": "décret", "lang": "fr"},
			)
		}},
		{"withdraw by form", keepers, func(o object) (string, string, string, string) {
			return form(
				"/items/"+o.milestone+"/withdraw", "version", number(o.version), "decided_on", string(today),
				"decision", "décret",
			)
		}},
		{"add a plan", keepers, func(o object) (string, string, string, string) {
			return form(
				"/plans", "state", "TN", "title", "Plan", "starts_on", fmt.Sprintf("%d-01-01", 2031+o.waits%60),
				"source", "test",
			)
		}},
		{"correct a plan", keepers, func(o object) (string, string, string, string) {
			return form(
				"/plans/TN-2024", "version", number(o.plan), "in", "fr", "title", "Plan "+number(o.waits), "cycle",
				"2024", "starts_on", "2024-01-01", "source", "test",
			)
		}},
		{"correct a plan by the API", keepers, func(o object) (string, string, string, string) {
			return asked("/plans/"+o.ownPlan+"/texts", map[string]any{
				"lang": "fr", "title": "Plan " + number(o.waits), "cycle": "2024", "starts_on": "2024-01-01",
				"source": "test",
			})
		}},
		{"correct an indicator", keepers, func(o object) (string, string, string, string) {
			return form("/indicators/"+o.own+".1.1", "version", "1", "in", "fr", "title", "Mesure "+number(o.waits))
		}},
		{"correct an indicator by the API", keepers, func(o object) (string, string, string, string) {
			return asked("/indicators/"+o.own+".1.1/texts", map[string]any{
				"lang": "fr", "title": "Mesure " + number(o.waits), "leads": []int64{o.body},
			})
		}},
		{"publish a commitment", keepers, func(object) (string, string, string, string) {
			return form("/plans/commitments", "state", "TN", "plan", "TN-2024", "title", "Publier")
		}},
		{"edit a commitment", keepers, func(o object) (string, string, string, string) {
			return form(
				"/edit/TN-2024-C50", "version", number(o.promise), "in", "fr", "title", "Publier "+number(o.waits),
			)
		}},
		{"tie a commitment", keepers, func(o object) (string, string, string, string) {
			return form("/edit/TN-2024-C50/relations", "version", number(o.promise), "value", "transparency")
		}},
		{"add an institution", keepers, func(o object) (string, string, string, string) {
			return form(
				"/institutions", "state", "TN", "in", "fr", "name", "Institution "+number(o.waits), "kind",
				"government",
			)
		}},
		{"edit an institution", keepers, func(o object) (string, string, string, string) {
			return form(
				"/institutions", "id", number(o.body), "version", "1", "state", "TN", "in", "fr", "name",
				"Autre "+number(o.waits), "kind", "private",
			)
		}},
		{"add a plan by the API", keepers, func(o object) (string, string, string, string) {
			return asked("/plans", map[string]any{
				"state": "TN", "lang": "fr", "title": "Plan", "starts_on": fmt.Sprintf("%d-01-01", 1991+o.waits%30),
				"source": "test",
			})
		}},
		{"publish a commitment by the API", keepers, func(object) (string, string, string, string) {
			return asked("/commitments", map[string]any{"plan": "TN-2024", "lang": "fr", "title": "Publier"})
		}},
		{"edit a commitment by the API", keepers, func(o object) (string, string, string, string) {
			return asked(
				"/commitments/"+o.own+"/texts", map[string]any{"lang": "fr", "title": "Publier " + number(o.waits)},
			)
		}},
		{"tie a commitment by the API", keepers, func(o object) (string, string, string, string) {
			return asked("/commitments/"+o.own+"/relations", map[string]any{"values": []string{"participation"}})
		}},
		{"publish a milestone by the API", keepers, func(object) (string, string, string, string) {
			return asked("/milestones", map[string]any{
				"commitment": "TN-2024-C50", "lang": "fr", "title": "Publier", "weight": 1,
			})
		}},
		{"edit a milestone by the API", keepers, func(o object) (string, string, string, string) {
			return asked(
				"/milestones/"+o.milestone+"/texts", map[string]any{"lang": "fr", "title": "Autre", "weight": 2},
			)
		}},
		{"add an institution by the API", keepers, func(o object) (string, string, string, string) {
			return asked("/institutions", map[string]any{
				"state": "TN", "lang": "fr", "name": "Cour " + number(o.waits), "kind": "government",
			})
		}},
		{"edit an institution by the API", keepers, func(o object) (string, string, string, string) {
			return asked(
				"/institutions/"+number(o.body),
				map[string]any{"lang": "fr", "name": "Tribunal " + number(o.waits), "kind": "private"},
			)
		}},
		{"add an account", []string{"admin"}, func(o object) (string, string, string, string) {
			return asked("/accounts", map[string]any{
				"email": "new" + number(o.waits) + "@example.org", "name": "Nouveau", "role": "liaison",
				"language": "fr", "states": []string{"TN"},
			})
		}},
		{"rename an account", []string{"admin"}, func(o object) (string, string, string, string) {
			return asked(
				"/accounts/"+number(o.pawn)+"/names", map[string]any{"name": "Autre personne " + number(o.waits)},
			)
		}},
		{"give a mandate", []string{"admin"}, func(o object) (string, string, string, string) {
			return asked(
				"/accounts/"+number(o.pawn)+"/rights",
				map[string]any{"state": "TN", "capacity": "alternate", "from": today},
			)
		}},
		{"end a mandate", []string{"admin"}, func(o object) (string, string, string, string) {
			return asked(
				"/accounts/"+number(o.pawn)+"/rights/end", map[string]any{"kind": "mandate", "right": o.mandate},
			)
		}},
		{"close an account", []string{"admin"}, func(o object) (string, string, string, string) {
			return asked("/accounts/"+number(o.pawn)+"/closing", map[string]any{})
		}},
		{"publish a milestone", keepers, func(object) (string, string, string, string) {
			return form("/edit/TN-2024-C50/milestones", "in", "fr", "title", "Jalon", "weight", "1")
		}},
		{"edit a milestone", keepers, func(o object) (string, string, string, string) {
			return form(
				"/edit/TN-2024-C01/milestones", "target", o.milestone, "version", number(o.version), "in", "fr",
				"title", "Autre", "weight", "1",
			)
		}},
		{"remind", keepers, func(o object) (string, string, string, string) {
			return asked("/follow-ups", map[string]any{
				"state": "TN", "target": o.milestone, "action": "relancer", "due_on": "2031-01-01",
			})
		}},
		{"remind by form", keepers, func(o object) (string, string, string, string) {
			return form(
				"/follow-ups", "state", "TN", "target", o.milestone, "action", "relancer", "due_on", "2031-01-01",
			)
		}},
		{"settle", keepers, func(o object) (string, string, string, string) {
			return asked("/follow-ups/"+number(o.followUp)+"/done", map[string]any{})
		}},
		{"settle by form", keepers, func(o object) (string, string, string, string) {
			return form("/follow-ups/done", "id", number(o.followUp))
		}},
		{"assess", []string{"assessor of TN"}, func(o object) (string, string, string, string) {
			return asked("/assessments", map[string]any{
				"target": o.milestone, "lang": "fr", "level": "limited", "on": today, "verdict": "peu",
			})
		}},
		{"assess by form", []string{"assessor of TN"}, func(o object) (string, string, string, string) {
			return form("/assessments/"+o.milestone, "level", "limited", "on", string(today), "verdict", "peu")
		}},
		{"delegate", []string{"liaison of TN"}, func(object) (string, string, string, string) {
			return asked("/delegations", map[string]any{
				"email": "other@example.org", "state": "TN", "from_day": today, "until_day": today.AddDays(3),
				"reason": "congé",
			})
		}},
		{"delegate by form", []string{"liaison of TN"}, func(object) (string, string, string, string) {
			return form(
				"/delegations", "email", "other@example.org", "state", "TN", "from", string(today), "until",
				string(today.AddDays(3)), "reason", "congé",
			)
		}},
		{"draw up a report", []string{"staff", "staff of TN", "admin", "liaison of TN", "delegate"},
			func(object) (string, string, string, string) {
				return asked("/reports", map[string]any{"state": "TN"})
			}},
		{"draw up a report by form", []string{"staff", "staff of TN", "admin", "liaison of TN", "delegate"},
			func(object) (string, string, string, string) {
				return form("/documents/reports", "state", "TN")
			}},
		{"record a signed paper", reviewers, func(o object) (string, string, string, string) {
			return scan("/api/v1/documents", "json", fmt.Sprintf(
				`{"state":"TN","signatory":"Ministre","signed_on":%q,"statements":[{"statement":%d,"hash":%q}]}`, today,
				o.waits, o.hash,
			))
		}},
		{"record a signed paper by form", reviewers, func(o object) (string, string, string, string) {
			return scan(
				"/fr/documents", "state", "TN", "row", number(o.waits)+"@"+o.hash+"@"+o.milestone, "signatory",
				"Ministre",
				"signed_on", string(today),
			)
		}},
		{"confirm a paper beside a liaison in office", nil, func(o object) (string, string, string, string) {
			return asked("/documents/"+number(o.paper)+"/confirmation", map[string]any{})
		}},
		{"refuse a paper", keepers, func(o object) (string, string, string, string) {
			return asked("/documents/"+number(o.paper)+"/refusal", map[string]any{"reason": "illisible"})
		}},
		{"refuse a paper by form", keepers, func(o object) (string, string, string, string) {
			return form("/documents/"+number(o.paper), "act", "refuse", "reason", "illisible")
		}},
		{"end somebody else's delegation", nil, func(o object) (string, string, string, string) {
			return asked("/delegations/"+number(o.delegation)+"/end", map[string]any{})
		}},
		{"end a delegation by form", nil, func(o object) (string, string, string, string) {
			return form("/delegations/end", "id", number(o.delegation))
		}},
	}
}
