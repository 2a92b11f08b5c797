package exchange

import (
	"regexp"
	"strings"
)

// How people write that there is nothing to report, normalised and without punctuation: a single word in English or
// French, or a negation of what the column asks for ("no challenges encountered").
const (
	bareNone = `nil|nul|null|neant|none|no|non|nothing|rien|aucune?s?|zero|0|n ?/? ?a|s ?/? ?o|ras|r a s|` +
		`(not|non) applicable|sans objet|does not apply|ne s'applique pas|without|sans`
	denied = `(no|not any|without|aucune?s?|pas (de|d'|d'aucune?)|sans|il n'y a (pas|aucune?)( de| d')?|` +
		`there (are|were|is) no) ?` +
		`((new|other|major|significant|particular|specific|known|real|further|nouveaux?|nouvelles?|autres?|` +
		`majeure?s?|importante?s?|grande?s?|particuliere?s?|reele?s?) )*`
	manner = `( (majeur|important|particulier|significatif|notable|connu|nouveau|specifique|precis)[a-z]*)*` +
		`( (was|were|have been|has been|is|are|n'(a|ont|est|etait))( ete)?)?` +
		`( (so far|yet|to date|to (report|declare|note)|at (this|the) (time|moment|stage|point)|at present|currently|` +
		`noted|known|identified|encountered|reported|observed|expected|anticipated|foreseen|applicable|` +
		`a ce (jour|stade|moment)|pour (l'instant|le moment)|a (signaler|declarer|noter|rapporter)|actuellement|` +
		`jusqu'a (present|maintenant)|(releve|rencontre|signale|constate|observe|identifie|prevu|` +
		`anticipe|connu|eprouve)e?s?))*`
	obstacle = `(challenges?|difficult(y|ies)|issues?|obstacles?|barriers?|problems?|delays?|risks?|concerns?|` +
		`impediments?|defis?|difficultes?|problemes?|enjeux?|retards?|risques?|preoccupations?|entraves?|embuches?)`
	proof = `(evidence|proof|links?|documents?|documentation|attachments?|url|preuves?|elements? de preuve|liens?|` +
		`pieces? jointes?)`
)

// statedNone reports by column whether a text states that there is none of what the column asks for.
var statedNone = map[string]*regexp.Regexp{
	"progress":   regexp.MustCompile(`^(` + bareNone + `)` + manner + `$`),
	"challenges": regexp.MustCompile(`^(` + bareNone + `|` + denied + obstacle + `)` + manner + `$`),
	"evidence":   regexp.MustCompile(`^(` + bareNone + `|` + denied + proof + `)` + manner + `$`),
}

var (
	punctuation = regexp.MustCompile(`[^a-z0-9'/]+`)
	onlyMarks   = regexp.MustCompile(`^[-.,;:/*•·_'"«»()\[\] ]+$`)
)

// saysNone reports whether a cell states that there is nothing: by words, or by punctuation only.
func saysNone(column, text string) bool {
	folded := foldWords(text)
	if folded == "" {
		return false
	}
	if onlyMarks.MatchString(folded) {
		return true
	}
	words := strings.TrimSpace(punctuation.ReplaceAllString(folded, " "))
	return statedNone[column].MatchString(words)
}
