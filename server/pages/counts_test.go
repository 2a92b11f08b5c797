package pages_test

import (
	"regexp"
	"strings"
	"testing"

	"jalons/server/i18n"
)

// counts are the placeholders that numbers are put into; a name that is new stands here or below.
var counts = setOf(`bytes changes countries detail files half i left limit max members min n of outside planned rows
	seconds states tables target wanted words y`)

// names are the placeholders that words, days, codes and numbers without a noun are put into.
var names = setOf(`address assessed baseline city code command day declared email end field file first folder form
	formula from high highest home how inner kept label level lines low lowest message moved name
	option outer param part password q quarter reason recomputed reference region role schema
	setting share size span state step subject table taken time title to until value version voice
	what year`)

// alone are the placeholders that a word follows though none agrees with them, by key and name: units that have one
// form, bounds of the program that are always many, and words that don't belong to the number.
var alone = setOf(`backup.written/bytes count.completed_of/of error.file_too_large/max error.report_too_large/max
	error.shape_gte/limit error.shape_lte/limit error.shape_max/limit import.code_parent/detail import.more_problems/n
	import.too_big/detail import.too_many_columns/detail import.too_many_rows/detail rollout.measure.days/of
	rollout.so_far/target size.kb/n size.mb/n takeaway.plan.ahead/planned takeaway.plan.behind/planned`)

func setOf(list string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(list) {
		set[word] = true
	}
	return set
}

var (
	placeholder = regexp.MustCompile(`\{([a-z_]+)(:[a-z_.]+)?\}`)
	// a word follows a number, but for the one that stands between the two of "n of N".
	followed = regexp.MustCompile(`^(?:</?[a-z]+>)*[ \x{a0}]\p{L}`)
	partOf   = regexp.MustCompile(`^(?:</?[a-z]+>)* (?:of|sur|à|to|من|إلى) `)
	whole    = regexp.MustCompile(`(?:sur|من|أصل) (?:<[a-z]+>)?$`) // in English a noun follows the N of "n of N"
)

// A number that a noun follows chooses the noun's form: it is the count of a text with plural forms, or it is written
// by such a text.
func TestCountsChooseTheirForms(t *testing.T) {
	for _, lang := range i18n.Languages() {
		for key, forms := range readLanguage(t, lang) {
			for _, form := range forms {
				for _, at := range placeholder.FindAllStringSubmatchIndex(form, -1) {
					name := form[at[2]:at[3]]
					switch {
					case !counts[name] && !names[name]:
						t.Errorf("%s of %s: say whether {%s} is a count", key, lang, name)
					case !counts[name], at[4] >= 0, name == "n" && len(forms) > 1, alone[key+"/"+name]:
					case partOf.MatchString(form[at[1]:]), lang != i18n.English && whole.MatchString(form[:at[0]]):
					case followed.MatchString(form[at[1]:]):
						t.Errorf("%s of %s: a word follows {%s}, which has no plural forms: %q", key, lang, name, form)
					}
				}
			}
		}
	}
}

// Sentences with one of something, and with one of one.
func TestOneIsOne(t *testing.T) {
	for got, want := range map[string]string{
		en(
			"error.too_many_attempts", "seconds", 1,
		): "Too many attempts. Try again in 1 second.",
		fr(
			"error.too_many_attempts", "seconds", 2,
		): "Trop de tentatives. Réessayez dans 2 secondes.",
		ar(
			"error.too_many_attempts", "seconds", 2,
		): "محاولات أكثر من اللازم. أعد المحاولة بعد ثانيتين.",
		en(
			"aside.left", "n", 59, "states", 1,
		): "59 milestones not counted (1 state that left the OIF)",
		fr(
			"aside.left", "n", 59, "states", 1,
		): "59 jalons non comptés (1 État sorti de l’OIF)",
		ar(
			"aside.left", "n", 59, "states", 2,
		): "59 معلَمًا خارج الاحتساب، من دولتين انسحبتا",
		en(
			"home.sentence", "n", 1, "of", 1, "share", "",
		): "<b>1</b> of 1 milestone is completed and approved by the states and governments.",
		en(
			"takeaway.none.map.level", "n", 1,
		): "The only state that publishes milestones has not completed more than two thirds of them yet.",
		fr(
			"rollout.denominator_official", "n", 1, "countries", 1, "outside", 1, "left", 1,
		): "1 ville dans 1 pays\u00a0; hors calcul\u00a0: 1 ville de 1 État sorti de l’OIF",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
