package exchange

import (
	"strconv"

	"jalons/server/domain"
)

// pair reads a text in English and French: both or neither, and both where it is required.
func (t *table) pair(r row, word string, required bool) domain.Text {
	en, fr := t.prose(r, word+"_en"), t.prose(r, word+"_fr")
	t.checkPair(r, word, [2]string{en, fr}, required)
	return bilingual(en, fr)
}

// checkPair refuses a text in one language only, or a missing one where it is required.
func (t *table) checkPair(r row, word string, texts [2]string, required bool) {
	other := [2]string{word + "_fr", word + "_en"}
	for i, column := range [2]string{word + "_en", word + "_fr"} {
		switch {
		case texts[i] != "":
		case texts[1-i] != "":
			t.problems.add(Problem{r.line, column, "", "import.both_languages", other[i]})
		case required:
			t.problems.add(Problem{r.line, column, "", "import.required", ""})
		}
	}
}

// bilingual returns a text in Canada's two official languages. Both are originals; English comes first in the
// files.
func bilingual(en, fr string) domain.Text {
	if en == "" {
		return domain.Text{}
	}
	return domain.NewText("en", en).With("fr", fr)
}

// duplicate reports a key that two lines carry, on both.
func (t *table) duplicate(line, before int, column, key string) {
	t.problems.add(Problem{before, column, key, "import.duplicate_key", strconv.Itoa(line)})
	t.problems.add(Problem{line, column, key, "import.duplicate_key", strconv.Itoa(before)})
}
