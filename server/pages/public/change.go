package public

import (
	"encoding/json"
	"strings"

	"jalons/server/ledger"
	"jalons/server/tracker"
)

// changeLine is a public change as a line of a timeline.
type changeLine struct {
	Change   ledger.Change
	Class    string // kind of event in the style sheet
	Sentence string
	Path     string // address of what it is about, without the language
	State    string // name of the state, where the page knows it
}

// statesNamed gives lines the names of their states.
func statesNamed(lang string, lines []changeLine, states []tracker.State) []changeLine {
	names := map[string]string{}
	for _, s := range states {
		names[s.Code], _ = s.Name.Pick(lang)
	}
	for i := range lines {
		lines[i].State = names[lines[i].Change.State]
	}
	return lines
}

// eventClasses maps kinds of change to the kinds of event that the style sheet knows.
var eventClasses = map[string]string{
	"update": "declared", "stage": "declared", "confirmed": "declared", "declared": "declared",
	"assessment": "assessed", "assessed": "assessed",
	"approved": "approved", "decision": "approved", "reported": "declared", "signed": "approved",
	"sent_back": "returned", "revoked": "revoked", "retracted": "revoked", "moved": "moved", "withdrawn": "withdrawn",
}

// changeContent is what a line reads of a change's canonical JSON.
type changeContent struct {
	Level    string `json:"level"`
	Stage    string `json:"stage"`
	Decision string `json:"decision"`
}

// changeLines writes changes in one language.
func (p *Public) changeLines(lang string, changes []ledger.Change) []changeLine {
	lines := make([]changeLine, len(changes))
	for i, c := range changes {
		lines[i] = changeLine{
			Change: c, Class: eventClasses[c.Kind], Sentence: p.changeSentence(lang, c), Path: changePath(c),
		}
	}
	return lines
}

func (p *Public) changeSentence(lang string, c ledger.Change) string {
	subject, _ := c.Title.Pick(lang)
	if subject == "" {
		subject = c.Code
	}
	key := "change." + c.Kind
	if c.Kind == "approved" && tracker.Federated(c.State) {
		key = "change.approved_government"
	}
	return p.Texts.T(
		lang, "change.sentence", "subject", subject, "what", p.Texts.T(lang, key, "level", p.changeWord(lang, c)),
	)
}

// changeWord is the level, stage or decision that a change is about, in words.
func (p *Public) changeWord(lang string, c ledger.Change) string {
	var after, before changeContent
	// What is not there stays empty: a change without a level has no word for one.
	_ = json.Unmarshal(c.After, &after)
	_ = json.Unmarshal(c.Before, &before)
	for _, content := range []changeContent{after, before} {
		switch {
		case content.Level != "":
			return p.Texts.T(lang, "level."+content.Level)
		case content.Stage != "":
			return p.Texts.T(lang, "stage."+content.Stage)
		case content.Decision != "":
			return p.Texts.T(lang, "decision."+content.Decision)
		}
	}
	return ""
}

func changePath(c ledger.Change) string {
	switch c.Object {
	case "deployment":
		return "/cities/" + c.Code
	case "gate":
		return "/gates/" + c.Code
	case "plan":
		return "/states/" + c.State
	case "report":
		return "/reports/" + c.Code
	}
	if c.Commitment != "" {
		return "/commitments/" + c.Commitment + "#" + strings.ToLower(c.Code)
	}
	return "/commitments"
}
