package tracker

import (
	"regexp"
	"slices"
	"strings"
)

// saidAddress is a web address in the evidence of a row. Lang is empty for one that both languages give.
type saidAddress struct {
	URL   string `json:"url"`
	Title Text   `json:"title"`
	Lang  string `json:"lang"`
}

var (
	addressInText = regexp.MustCompile(`(?i)\bhttps?://[^\s<>"«»]+`)
	addressOfWeb  = regexp.MustCompile(`^https?://[^\s/@]+(/|$|\?|#)`) // as the record wants it
)

// evidenceLabel stands before evidence that is kept in a note, in the words of Canada's own columns.
var evidenceLabel = map[string]string{"en": "Evidence: ", "fr": "Éléments de preuve : "}

// readEvidence takes the addresses out of the evidence. Where it says more than addresses, all of it
// is kept in the note behind the progress.
func readEvidence(progress, evidence Text) (note Text, addresses []saidAddress) {
	addresses = []saidAddress{}
	said := false
	for _, lang := range languagesOf(evidence) {
		for line := range strings.SplitSeq(evidence.In[lang], "\n") {
			found, words := addressesIn(line)
			said = said || words != ""
			for _, url := range found {
				addresses = addAddress(addresses, url, lang, words)
			}
		}
	}
	if !said {
		return progress, addresses
	}
	return withEvidence(progress, evidence), addresses
}

// languagesOf lists the languages of a text, its original first.
func languagesOf(t Text) []string {
	var others []string
	for lang := range t.In {
		if lang != t.Original {
			others = append(others, lang)
		}
	}
	slices.Sort(others)
	if t.IsZero() {
		return nil
	}
	return append([]string{t.Original}, others...)
}

// addressesIn gives the addresses of a line and the words around them.
func addressesIn(line string) (found []string, words string) {
	const around = " \t\u00a0\u202f-–—•*·:;,.()[]"
	rest := addressInText.ReplaceAllStringFunc(line, func(match string) string {
		url, after := trimAddress(match)
		if !addressOfWeb.MatchString(url) || len(url) > 2000 {
			return match
		}
		found = append(found, url)
		return after
	})
	return found, strings.Trim(rest, around)
}

// trimAddress takes the punctuation of the sentence off an address and writes its scheme small.
func trimAddress(match string) (url, after string) {
	end := ".,;:!?'’”"
	if !strings.Contains(match, "(") {
		end += ")]"
	}
	url = strings.TrimRight(match, end)
	after = match[len(url):]
	scheme, rest, _ := strings.Cut(url, "://")
	return strings.ToLower(scheme) + "://" + rest, after
}

func addAddress(list []saidAddress, url, lang, words string) []saidAddress {
	const longest = 300
	if words == "" {
		words = url
	}
	if runes := []rune(words); len(runes) > longest {
		words = string(runes[:longest]) + "…"
	}
	i := slices.IndexFunc(list, func(a saidAddress) bool { return a.URL == url })
	if i < 0 {
		return append(list, saidAddress{URL: url, Title: NewText(lang, words), Lang: lang})
	}
	if list[i].Lang != lang {
		list[i].Lang = ""
		list[i].Title = list[i].Title.With(lang, words)
	}
	return list
}

// withEvidence puts the evidence behind the progress in each language.
func withEvidence(progress, evidence Text) Text {
	note := Text{Original: evidence.Original, In: map[string]string{}}
	if !progress.IsZero() {
		note.Original = progress.Original
	}
	for _, lang := range append(languagesOf(progress), languagesOf(evidence)...) {
		parts := []string{progress.In[lang]}
		if said := evidence.In[lang]; said != "" {
			parts = append(parts, evidenceLabel[lang]+said)
		}
		note.In[lang] = strings.TrimPrefix(strings.Join(parts, "\n\n"), "\n\n")
	}
	return note
}
