package app

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"jalons/server/database/databasetest"
	"jalons/server/domain"
	"jalons/server/i18n/i18ntest"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// attackLines says which test stands for which line of the list of attacks; where there is nothing to attack
// yet, or ever, why.
var attackLines = map[string]string{
	"A1": "TestReach", "A2": "TestForeignRowsRefuseTheWhole", "A3": "TestAttacksOnWriting",
	"A4": "TestForeignRowsRefuseTheWhole", "A5": "TestForeignRowsRefuseTheWhole", "A6": "TestAttacksOnWriting",
	"A7": "TestReaderSeesOnlyWhatIsPublished",
	"A8": "TestRightsAreReadAtEachRequest", "A9": "TestRightsAreReadAtEachRequest",
	"A10": "TestSessionsOfAnotherServer", "A11": "TestMatrix", "A12": "TestPictures",
	"A13": "TestPrivateColumnsAreNoParameters", "A14": "TestAttacksOnWriting",
	"B1": "TestManyGuesses", "B2": "TestSignIn", "B3": "TestGuessesAreSlowed", "B4": "TestSessionsAreTheirOwn",
	"B5": "TestSessionsAreTheirOwn", "B6": "TestCodes", "B7": "TestPasswordsAreNormal", "B8": "TestSessionsAreTheirOwn",
	"B9": "TestDevicesAreBounded", "B10": "TestLettersNameTheConfiguredOrigin",
	"C1": "TestAttacksOnWriting", "C2": "TestAttacksOnWriting", "C3": "TestAttacksOnWriting",
	"C4": "TestLettersOfOneKind", "C5": "TestLettersOfOneKind", "C6": "TestAttacksOnWriting",
	"C7": "TestLettersOfOneKind", "C8": "TestAttacksOnWriting", "C9": "TestAttacksOnWriting",
	"C10": "TestTextsAreOnlyText", "C11": "TestLogIsOneLine", "C12": "TestTextsAreOnlyText",
	"D1": "TestPlansOnThePage", "D2": "TestAttacksOnWriting", "D3": "TestAttacksOnWriting",
	"D4": "TestTheDayIsOneEverywhere", "D5": "TestAttacksOnWriting", "D6": "TestAttacksOnWriting",
	"D7": "- nobody enters populations or budgets", "D8": "- nobody enters beneficiaries", "D9": "TestVectors",
	"D10": "TestNothingIsDeleted", "D11": "TestTablesHoldWhatListsHold", "D12": "TestACommitmentWithManyMilestones",
	"I1": "TestEveryRouteIsSafeInABrowser", "I2": "TestMatrix", "I3": "TestEveryRouteIsSafeInABrowser",
	"I4": "TestSignInLeadsBackToOwnPagesOnly", "I5": "TestEveryRouteIsSafeInABrowser",
	"I6": "TestEveryRouteIsSafeInABrowser",
	"J1": "TestAttacksOnWriting", "J2": "TestWritersAtOnce", "J3": "TestApprovalsAtOnce",
	"J4": "TestKeysOnAnotherServer", "J5": "TestAttacksOnWriting", "J6": "TestKeys", "J7": "TestAttacksOnWriting",
	"J8": "TestInTxRetriesConflictsAndNothingElse", "J9": "TestRightsHoldToTheEndOfAWrite",
	"K1": "TestAttacksOnWriting", "K2": "TestNothingIsFetched", "K3": "TestFilesOverTheAPI", "K4": "TestExamine",
}

// Each line of the list has its test, and each test is there.
func TestAttackLines(t *testing.T) {
	tests := map[string]bool{}
	for _, file := range sources(t, func(name string) bool { return strings.HasSuffix(name, "_test.go") }) {
		for _, found := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(file, -1) {
			tests[found[1]] = true
		}
	}
	for part, last := range map[string]int{"A": 14, "B": 10, "C": 12, "D": 12, "I": 6, "J": 9, "K": 4} {
		t.Run(part, func(t *testing.T) {
			for i := 1; i <= last; i++ {
				line := fmt.Sprint(part, i)
				if name := attackLines[line]; !tests[name] && !strings.HasPrefix(name, "- ") {
					t.Errorf("%s: no test %q", line, name)
				}
			}
		})
	}
}

// sources reads the Go files of the server whose names fit.
func sources(t *testing.T, fits func(name string) bool) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || !fits(path) {
			return err
		}
		content, err := os.ReadFile(path)
		files[path] = string(content)
		return err
	})
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	return files
}

func (r *reach) person(name string) *person {
	r.t.Helper()
	i := slices.IndexFunc(r.persons, func(p *person) bool { return p.name == name })
	if i < 0 {
		r.t.Fatalf("nobody is %s", name)
	}
	return r.persons[i]
}

// objectOf is a milestone of another state, with a statement that waits for its word.
func (r *reach) objectOf(state string) (o object) {
	r.t.Helper()
	ctx := r.t.Context()
	err := r.record.Write(ctx, func(w *ledger.Writer) error {
		plan := state + "-2024"
		if err := tracker.AddActionPlan(ctx, w, tracker.NewActionPlan{
			Code: plan, State: state, Title: domain.NewText("fr", "Plan"), Cycle: "2024", StartsOn: "2024-01-01",
			Source: "test",
		}); err != nil {
			return err
		}
		commitment, err := tracker.AddCommitment(ctx, w, tracker.NewCommitment{
			Plan: plan, Number: 1, Title: domain.NewText("fr", "Publier"),
		})
		if err == nil {
			o.milestone, err = tracker.AddMilestone(ctx, w, tracker.NewMilestone{
				Commitment: commitment, Number: 1, Title: domain.NewText("fr", "Jalon"), Weight: 1,
				DueOn: "2030-12-31", Precision: "day",
			})
		}
		if err == nil {
			o.waits, err = tracker.Declare(ctx, w.As(r.author), tracker.NewUpdate{
				Target: o.milestone, Speaker: "programme", Level: "limited", On: r.record.Today(),
			}, 0)
		}
		return err
	})
	if err == nil {
		err = r.owner.QueryRowContext(
			ctx,
			`select s.content_hash, m.version from statements s join milestones m on m.id = s.milestone_id
				where s.id = $1`,
			o.waits,
		).Scan(&o.hash, &o.version)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return o
}

// A2, A4, A5: one row of another state among one's own refuses them all, by every way round; so does a file or
// a member that would take something to another state.
func TestForeignRowsRefuseTheWhole(t *testing.T) {
	r := newReach(t)
	mine, theirs := r.object(), r.objectOf("BJ")
	staff, liaison := r.person("staff of TN"), r.person("liaison of TN")
	row := func(o object) string { return fmt.Sprintf(`{"code":%q,"version":%d}`, o.milestone, o.version) }
	read := func(o object) string { return fmt.Sprintf(`{"statement":%d,"hash":%q}`, o.waits, o.hash) }
	for name, try := range map[string]struct {
		by            *person
		address, body string
		want          int
	}{
		"A2 confirmations": {
			staff, "/confirmations", `{"targets":[` + row(mine) + `,` + row(theirs) + `]}`, 403,
		},
		"A2 approvals": {
			liaison, "/approvals", `{"statements":[` + read(mine) + `,` + read(theirs) + `]}`, 403,
		},
		"A4 another commitment": {
			staff, "/milestones/" + mine.milestone + "/texts",
			`{"in":"fr","title":"x","weight":1,"commitment":"BJ-2024-C01"}`, 400,
		},
		"A5 a foreign milestone": {
			staff, "/statements",
			`{"target":"` + theirs.milestone + `","lang":"fr","level":"substantial","on":"` + string(
				r.record.Today(),
			) + `"}`,
			403,
		},
		"A5 somebody's evidence": {
			staff, "/statements",
			`{"target":"` + mine.milestone + `","lang":"fr","level":"substantial","on":"` + string(
				r.record.Today(),
			) + `","evidence":[{"id":1}]}`,
			400,
		},
		"A2 a method in a header": {staff, "/statements?_method=DELETE", `{}`, 400},
	} {
		t.Run(name, func(t *testing.T) {
			before := r.written()
			w := r.post(try.by, try.address, try.body, mine.version, "")
			if left := r.written() - before; w.Code != try.want || left != 0 {
				t.Errorf("%s: %d %.300s, leaves %d rows", name, w.Code, w.Body, left)
			}
		})
	}
	if w := r.post(staff, "/confirmations", `{"targets":[`+row(mine)+`]}`, mine.version, ""); w.Code != http.StatusOK {
		t.Errorf("their own: %d %s", w.Code, w.Body)
	}
}

// A10: a session or a key of one server opens no other.
func TestSessionsOfAnotherServer(t *testing.T) {
	here, there := newMatrix(t), newMatrix(t)
	c := here.liaison()
	if w := here.ask(c, http.MethodGet, "/fr/inbox", nil); w.Code != http.StatusOK {
		t.Fatalf("at home: %d", w.Code)
	}
	if w := there.ask(c, http.MethodGet, "/fr/inbox", nil); w.Code != http.StatusSeeOther {
		t.Errorf("elsewhere: %d", w.Code)
	}
}

// A13: what a list is sorted and filtered by stands in a fixed list.
func TestPrivateColumnsAreNoParameters(t *testing.T) {
	m := newMatrix(t)
	for _, route := range m.routes {
		if route.Method != http.MethodGet || !strings.HasPrefix(route.Path, "/api/v1/") ||
			strings.Contains(route.Path, ":") {
			continue
		}
		for _, query := range []string{
			"sort=email", "order=password_hash", "fields=email", "filter%5Busers.password_hash%5D=x", "author_id=1",
			"_method=DELETE",
		} {
			if w := m.ask(
				m.callers[len(m.callers)-1], http.MethodGet, route.Path+"?"+query, nil,
			); w.Code != http.StatusBadRequest && w.Code != http.StatusForbidden {
				t.Errorf("GET %s?%s: %d", route.Path, query, w.Code)
			}
		}
	}
}

// C4, C5, C7: a letter is one however it was typed, in what is kept and in what is looked for; letters that
// only look the same are not, and its reader is told.
func TestLettersOfOneKind(t *testing.T) {
	r := newReach(t)
	o := r.object()
	note := `"note":"e\u0301te\u0301 au C\u0430nada"`
	if w := r.post(
		r.person("staff"), "/statements",
		`{"target":"`+o.milestone+`","lang":"fr","level":"substantial","on":"`+string(r.record.Today())+`",`+note+`}`,
		o.version, "",
	); w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	var kept string
	var id int64
	if err := r.owner.QueryRowContext(
		t.Context(), `select note ->> 'fr', id from statements order by id desc limit 1`,
	).Scan(&kept, &id); err != nil || kept != "été au C\u0430nada" {
		t.Errorf("kept as %+q, %v", kept, err)
	}
	if w := r.send(
		http.MethodGet, fmt.Sprintf("/fr/inbox/%d", id), nil, r.person("liaison of TN").cookies,
	); !strings.Contains(w.Body.String(), i18ntest.French("reading.mixed")) {
		t.Errorf("the reviewer is not told: %d", w.Code)
	}
	for name, searches := range map[string][]string{
		"SN": {"Sénégal", "SÉNÉGAL", "senegal", "Se\u0301ne\u0301gal"},
		"CI": {"Côte d’Ivoire", "Côte d'Ivoire", "COTE D’IVOIRE"},
		"GW": {"Guinée-Bissau", "Guinée\u2011Bissau", "guinee bissau"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, q := range searches {
				w := r.send(
					http.MethodGet,
					"/api/v1/states?q="+strings.ReplaceAll(strings.ReplaceAll(q, " ", "%20"), "'", "%27"), nil, nil,
				)
				if !strings.Contains(w.Body.String(), `"code":"`+name+`"`) {
					t.Errorf("%q finds no %s: %d %.200s", q, name, w.Code, w.Body)
				}
			}
		})
	}
	if w := r.send(http.MethodGet, "/api/v1/commitments?state=C%D0%90", nil, nil); w.Code != http.StatusBadRequest &&
		w.Code != http.StatusNotFound {
		t.Errorf("a state in other letters: %d", w.Code)
	}
}

// D10: nothing that was said can be deleted; what no longer counts is taken back or taken out, on the record.
func TestNothingIsDeleted(t *testing.T) {
	m := newMatrix(t)
	for _, route := range m.routes {
		if route.Method != http.MethodGet && route.Method != http.MethodPost {
			t.Errorf("%s %s", route.Method, route.Path)
		}
	}
	for _, method := range []string{http.MethodDelete, http.MethodPut, http.MethodPatch, http.MethodTrace} {
		if w := m.send(
			method, "/api/v1/commitments/TN-2024-C01", nil, m.callers[len(m.callers)-1].cookies,
		); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
}

// D12: a commitment with very many milestones is read like any other.
func TestACommitmentWithManyMilestones(t *testing.T) {
	r := newReach(t)
	many := databasetest.Heavy(10_000)
	err := r.record.Write(t.Context(), func(w *ledger.Writer) error {
		for i := range many {
			if _, err := tracker.AddMilestone(t.Context(), w, tracker.NewMilestone{
				Commitment: "TN-2024-C50", Number: i + 1, Title: domain.NewText("fr", "Jalon"), Weight: 1,
				DueOn: "2030-12-31", Precision: "day",
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w := r.send(http.MethodGet, "/fr/commitments/TN-2024-C50", nil, nil)
	if got := strings.Count(w.Body.String(), `id="tn-2024-c50.`); w.Code != http.StatusOK || got != many {
		t.Errorf("%d with %d of %d milestones", w.Code, got, many)
	}
}

// J3: twenty approvals at once are one.
func TestApprovalsAtOnce(t *testing.T) {
	r := newReach(t)
	o := r.object()
	body := fmt.Sprintf(`{"outcome":"approved","hash":%q}`, o.hash)
	var wait sync.WaitGroup
	var mutex sync.Mutex
	statuses := map[int]int{}
	for range 20 {
		wait.Go(func() {
			w := r.post(r.person("liaison of TN"), fmt.Sprintf("/statements/%d/review", o.waits), body, o.version, "")
			mutex.Lock()
			defer mutex.Unlock()
			statuses[w.Code]++
		})
	}
	wait.Wait()
	var reviews int
	if err := r.owner.GetContext(
		t.Context(), &reviews, `select count(*) from reviews where statement_id = $1`, o.waits,
	); err != nil || reviews != 1 || statuses[http.StatusOK] != 1 {
		t.Errorf("%d reviews, %v, %v", reviews, statuses, err)
	}
}

// J4: a key is good for a day on every server of the record.
func TestKeysOnAnotherServer(t *testing.T) {
	r := newReach(t)
	o := r.object()
	body := `{"target":"` + o.milestone + `","lang":"fr","level":"substantial","on":"` + string(r.record.Today()) + `"}`
	first := r.post(r.person("staff"), "/statements", body, o.version, "key-on-two-servers")
	r.serve(r.record)
	again := r.post(r.person("staff"), "/statements", body, o.version, "key-on-two-servers")
	if first.Code != http.StatusOK || again.Code != http.StatusOK || first.Body.String() != again.Body.String() {
		t.Errorf("%d %s, then %d %s", first.Code, first.Body, again.Code, again.Body)
	}
}

// K2: the server asks no other host for anything, so nobody can send it anywhere; mails go to the one server
// of the settings. The link checker alone asks, through one client that dials public addresses only.
func TestNothingIsFetched(t *testing.T) {
	asks := regexp.MustCompile(
		`http\.(Get|Post|PostForm|Head|Client|DefaultClient|NewRequest|DefaultTransport|Transport)\b|` +
			`net\.(Dial|Dialer|DialTimeout)\b`,
	)
	for path, source := range sources(t, func(name string) bool {
		return !strings.HasSuffix(name, "_test.go") && !strings.HasPrefix(name, "../database/")
	}) {
		if found := asks.FindString(source); found != "" && !strings.HasPrefix(path, "../linkcheck/") {
			t.Errorf("%s uses %s", path, found)
		}
	}
}
