package exchange

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"jalons/server/domain"
	"jalons/server/importer"
)

// path is a Canadian code as numbers: commitment, milestone, indicator; 0 for the levels below.
type path [3]int

var canadaCode = regexp.MustCompile(`^[Cc](\d{1,3})(?:\.(\d{1,3}))?(?:\.(\d{1,3}))?$`)

// parsePath reads "C01", "C01.1", "C01.1.1". Canada pads the numbers differently from one edition to
// the next, so only the numbers count.
func parsePath(code string, depth int) (path, bool) {
	m := canadaCode.FindStringSubmatch(code)
	if m == nil {
		return path{}, false
	}
	var p path
	for i, digits := range m[1:] {
		n, _ := strconv.Atoi(digits)
		if (n > 0) != (i < depth) {
			return path{}, false
		}
		p[i] = n
	}
	return p, true
}

// top truncates a path to its first levels.
func (p path) top(depth int) path {
	for i := depth; i < len(p); i++ {
		p[i] = 0
	}
	return p
}

// code returns the public code: "CA-2018-C01.1.1".
func (p path) code(plan string) string {
	code := fmt.Sprintf("%s-C%02d", plan, p[0])
	for _, n := range p[1:] {
		if n > 0 {
			code += "." + strconv.Itoa(n)
		}
	}
	return code
}

func comparePaths(a, b path) int {
	return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]), cmp.Compare(a[2], b[2]))
}

// canadaPlans are the plans that Canada's tracker names by number: its files carry no years.
var canadaPlans = []importer.PlanHeader{
	canadaPlan(4, 2018, 2020), canadaPlan(5, 2022, 2024), canadaPlan(6, 2025, 2029),
}

func canadaPlan(number, first, last int) importer.PlanHeader {
	years := fmt.Sprintf("%d-%d", first, last)
	return importer.PlanHeader{
		State: "CA", Code: fmt.Sprintf("CA-%d", first), Number: number, FirstYear: first, LastYear: last,
		Title: domain.NewText("en", "Canada's "+years+" National Action Plan on Open Government").
			With("fr", "Plan d'action national du Canada pour un gouvernement ouvert de "+years),
	}
}

// planNamed finds the plan of "nap4".
func planNamed(name string) (importer.PlanHeader, bool) {
	i := slices.IndexFunc(canadaPlans, func(p importer.PlanHeader) bool {
		return name == fmt.Sprintf("nap%d", p.Number)
	})
	if i < 0 {
		return importer.PlanHeader{}, false
	}
	return canadaPlans[i], true
}

// planOfYear finds the plan of a reporting year: the reporting periods of the three plans (2019-03 to 2020-12,
// 2022-03 to 2024-12, 2025-12 to 2029-12) lie within their years.
func planOfYear(year int) (importer.PlanHeader, bool) {
	for _, p := range canadaPlans {
		if p.FirstYear <= year && year <= p.LastYear {
			return p, true
		}
	}
	return importer.PlanHeader{}, false
}
