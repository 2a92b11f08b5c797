package importer

import (
	"regexp"
	"slices"
	"strings"

	"jalons/server/domain"
)

// saidAddress is a web address in the evidence of a row. Lang is empty for one that both languages give.
type saidAddress struct {
	URL   string      `json:"url"`
	Title domain.Text `json:"title"`
	Lang  string      `json:"lang"`
}

var (
	addressInText = regexp.MustCompile(`(?i)\bhttps?://[^\s<>"«»]+`)
	nextAddress   = regexp.MustCompile(`(?i)[,;|]+https?://`)
	markdownLink  = regexp.MustCompile(`(?i)\[([^\[\]\n]*)\]\(\s*(?:<(https?://[^<>\s]+)>|` +
		`(https?://(?:[^\s()<>]|\([^\s()<>]*\))+))(?:\s+["'][^"'\n]*["'])?\s*\)`)
	addressOfWeb = regexp.MustCompile(`^https?://[^\s/@]+(/|$|\?|#)`) // as the record wants it
	itemMark     = regexp.MustCompile(`^(\(?(\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|[-–—•*·◦▪])[\s\x{a0}]+`)
	mereJoint    = regexp.MustCompile(`(?i)^(and|et|&|or|ou|see|see also|voir|voir aussi|links?|liens?|url|` +
		`website|site web|here|ici|(available|disponible)( online| en ligne)?( at| here| à| ici)?|at|à)$`)
)

// evidenceLabel stands before evidence that is kept in a note, in the words of Canada's own columns.
var evidenceLabel = map[string]string{"en": "Evidence: ", "fr": "Éléments de preuve : "}

// readEvidence takes the addresses out of the evidence. Where it says more than addresses and their
// titles, all of it is kept in the note behind the progress.
func readEvidence(progress, evidence domain.Text) (note domain.Text, addresses []saidAddress) {
	addresses = []saidAddress{}
	said, plain := false, domain.Text{Original: evidence.Original, In: map[string]string{}}
	for _, lang := range languagesOf(evidence) {
		heading := ""
		for line := range strings.SplitSeq(evidence.In[lang], "\n") {
			found, more := addressesIn(line)
			said = said || more
			if len(found) == 1 && found[0].title == "" {
				found[0].title = heading
			}
			for _, a := range found {
				addresses = addAddress(addresses, a.url, lang, a.title)
			}
			heading = headingIn(line, len(found))
		}
		plain.In[lang] = markdownLink.ReplaceAllString(evidence.In[lang], "$1 ($2$3)")
	}
	if !said {
		return progress, addresses
	}
	return withEvidence(progress, plain), addresses
}

// headingIn gives what a line without an address says of the address on the next one.
func headingIn(line string, addresses int) string {
	line = strings.TrimSpace(line)
	if addresses > 0 || !strings.HasSuffix(line, ":") {
		return ""
	}
	return cleanTitle(line)
}

// languagesOf lists the languages of a text, its original first.
func languagesOf(t domain.Text) []string {
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

// titledAddress is an address with the words that stand for it.
type titledAddress struct{ url, title string }

// addressesIn gives the addresses of a line, and says whether it holds words that are no link's title.
// The words before an address are its title; where a line begins with an address, those after it are.
func addressesIn(line string) (found []titledAddress, more bool) {
	var words []string // between the addresses: one more than those
	rest := line
	for {
		a, from, to, linked := firstAddress(rest)
		if from < 0 {
			break
		}
		words = append(words, cleanTitle(rest[:from]))
		if linked {
			words[len(words)-1] = "" // a link says its title itself
			more = more || cleanTitle(rest[:from]) != ""
		}
		found, rest = append(found, a), rest[to:]
	}
	words = append(words, cleanTitle(rest))
	first := 0
	if len(found) > 0 && words[0] == "" {
		first = 1
	}
	for i := range found {
		if found[i].title == "" {
			found[i].title = words[first+i]
		}
	}
	return found, more || slices.ContainsFunc(words, func(w string) bool { return w != "" })
}

// firstAddress finds the first web address of a text and where it stands: linked in Markdown, or bare.
func firstAddress(text string) (a titledAddress, from, to int, linked bool) {
	for start := 0; ; {
		link, bare := markdownLink.FindStringSubmatchIndex(text[start:]), addressInText.FindStringIndex(text[start:])
		if bare == nil {
			return titledAddress{}, -1, -1, false
		}
		from, to = start+bare[0], start+bare[1]
		if link != nil && link[0] < bare[0] {
			from, to = start+link[0], start+link[1]
			m := markdownLink.FindStringSubmatch(text[from:to])
			a, linked = titledAddress{lowerScheme(m[2] + m[3]), cleanTitle(m[1])}, true
		} else {
			if next := nextAddress.FindStringIndex(text[from:to]); next != nil {
				to = from + next[0]
			}
			url := trimAddress(text[from:to])
			a, linked, to = titledAddress{lowerScheme(url), ""}, false, from+len(url)
		}
		if addressOfWeb.MatchString(a.url) && len(a.url) <= 2000 {
			return a, from, to, linked
		}
		start = to
	}
}

// trimAddress takes the punctuation of the sentence off an address, and brackets that it does not open.
func trimAddress(url string) string {
	for {
		short := strings.TrimRight(url, ".,;:!?'’”*_`|\\")
		for _, pair := range []string{"()", "[]"} {
			if strings.HasSuffix(short, pair[1:]) && strings.Count(short, pair[:1]) < strings.Count(short, pair[1:]) {
				short = short[:len(short)-1]
			}
		}
		if short == url {
			return url
		}
		url = short
	}
}

func lowerScheme(url string) string {
	scheme, rest, _ := strings.Cut(url, "://")
	return strings.ToLower(scheme) + "://" + rest
}

// cleanTitle takes list marks, punctuation and half-open brackets off words; words that only join
// addresses are none.
func cleanTitle(words string) string {
	for {
		short := strings.Trim(words, " \t\u00a0\u202f-–—•*·:;,|/<>_`\\")
		short = strings.TrimSuffix(itemMark.ReplaceAllString(short+" ", ""), " ")
		short = strings.TrimSuffix(short, ".")
		for _, pair := range []string{"()", "[]", "«»", "“”", `""`} {
			short = trimPair(short, pair)
		}
		if short == words {
			break
		}
		words = short
	}
	if mereJoint.MatchString(words) || itemMark.MatchString(words+" ") {
		return ""
	}
	return words
}

// trimPair takes off brackets around all of the words, and one whose other half is missing.
func trimPair(words, pair string) string {
	marks := []rune(pair)
	opening, closing := string(marks[0]), string(marks[1])
	opened, closed := strings.Count(words, opening), strings.Count(words, closing)
	starts, ends := strings.HasPrefix(words, opening), strings.HasSuffix(words, closing)
	switch {
	case starts && ends && opened == closed && (opening != closing && opened == 1 || opening == closing && opened == 2):
		return strings.TrimSuffix(strings.TrimPrefix(words, opening), closing)
	case opening == closing && opened != 1:
	case starts && (opened > closed || opening == closing):
		return strings.TrimPrefix(words, opening)
	case ends && (closed > opened || opening == closing):
		return strings.TrimSuffix(words, closing)
	case strings.HasSuffix(words, opening):
		return strings.TrimSuffix(words, opening)
	case strings.HasPrefix(words, closing):
		return strings.TrimPrefix(words, closing)
	}
	return words
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
		return append(list, saidAddress{URL: url, Title: domain.NewText(lang, words), Lang: lang})
	}
	if list[i].Lang != lang {
		list[i].Lang = ""
		list[i].Title = list[i].Title.With(lang, words)
	}
	return list
}

// withEvidence puts the evidence behind the progress in each language.
func withEvidence(progress, evidence domain.Text) domain.Text {
	note := domain.Text{Original: evidence.Original, In: map[string]string{}}
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
