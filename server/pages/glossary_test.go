package pages_test

import (
	"os"
	"regexp"
	"testing"
)

// avoided are Arabic words that mean something else here, each with the term that takes its place.
var avoided = map[string]string{
	"معلم":             "معلَم, a milestone: without its vowel it reads teacher",
	"مراسل":            "منسق, a liaison officer",
	"الموقّ?ع المقابل": "الموقّع المشارك, a countersigner",
	"عرض تجريبي|العرض التجريبي":           "عرض توضيحي, a demonstration: تجريبي is a pilot",
	"المشروع الرائد":                      "البلد الرائد, the flagship pilot",
	"مصر[َّ]*ح به|صرح به|التصريح المذكور": "معلن, declared",
	"الحكوم(ة|ات) (المفتوحة|الشفافة)":     "الحكومة المنفتحة, open government",
	"العامل الثاني":                       "التحقق بخطوتين, the second factor",
	"منحت الموافقة|توافق الوزارة":         "اعتماد, an approval",
	"غادرت": "انسحبت, left the organisation",
	"تأريخ": "تحديد موعد, giving a date",
	"عمليات النشر|خطة النشر": "التعميم, the rollout: النشر is publication",
}

// Arabic terms are the same in the texts of the pages and in what the record holds at the start.
func TestArabicTerms(t *testing.T) {
	files := append(filesOf(t, "../../seeds", ".csv"), filesOf(t, "../../seeds", ".go")...)
	for _, file := range append(files, "../../frontend/languages/ar.json") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for word, instead := range avoided {
			for _, at := range regexp.MustCompile(
				`(?:^|\P{Arabic})(?:و|ب|ل|ال|لل)?(?:`+word+`)`,
			).FindAllIndex(text, -1) {
				t.Errorf("%s: %s; write %s", file, text[max(0, at[0]-20):at[1]], instead)
			}
		}
	}
}
