package api

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"jalons/frontend"
	"jalons/seeds"
	"jalons/server/database"
	"jalons/server/database/databasetest"
	"jalons/server/tracker"
	"jalons/server/web"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

// noon is the instant of the tests' clock.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// live is the API as it is served, on a record with the facts and two commitments.
type live struct {
	http.Handler
	t       *testing.T
	tracker *tracker.Tracker
	reg     *Registry
	version int64
}

func newLive(t *testing.T) *live {
	t.Helper()
	db := databasetest.New(t)
	if err := database.Seed(t.Context(), db.Owner.DB, seeds.Files, "reference"); err != nil {
		t.Fatal(err)
	}
	l := &live{t: t, tracker: tracker.New(db.Write, db.Read, func() time.Time { return noon })}
	files, err := fs.Sub(frontend.Files, "languages")
	if err != nil {
		t.Fatal(err)
	}
	texts, err := web.LoadTexts(files)
	if err != nil {
		t.Fatal(err)
	}
	router := web.NewRouter(texts.FailJSON)
	if l.reg, err = NewRegistry(router, texts, l.tracker); err != nil {
		t.Fatal(err)
	}
	contents(l.reg, endpoints{l.tracker})
	if err := l.reg.Check(); err != nil {
		t.Fatal(err)
	}
	cache := web.NewCache(router.Engine(), func() int64 { return l.version }, func() time.Time { return noon })
	l.Handler = &web.Edge{Inner: cache, Fail: texts.FailJSON, Open: Prefix, Log: slog.New(slog.DiscardHandler)}
	l.write(l.promise)
	return l
}

func (l *live) write(fn func(*tracker.Writer) error) {
	l.t.Helper()
	if err := l.tracker.Write(l.t.Context(), fn); err != nil {
		l.t.Fatal(err)
	}
	version, err := l.tracker.Sequence(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	l.version = version
}

// mark says that the programme's figures are invented. A load brings changes that raise the version; here
// there are none.
func (l *live) mark() {
	l.t.Helper()
	l.write(func(w *tracker.Writer) error { return w.MarkDemonstration(l.t.Context(), "francophonie") })
	l.version++
}

// promise publishes two commitments of Tunisia, the first in three languages and with a history.
func (l *live) promise(w *tracker.Writer) error {
	ctx, at := l.t.Context(), func(month time.Month) *tracker.Writer { return w.At(time.Date(2026, month, 1, 9, 0, 0, 0, time.UTC)) }
	actors := map[string]tracker.Actor{}
	for _, role := range []string{"staff", "liaison", "assessor"} {
		id, err := w.AddAccount(ctx, tracker.NewAccount{Email: role + "@example.org", Name: role, Language: "fr", Role: role})
		if err != nil {
			return err
		}
		actors[role] = tracker.Actor{Account: id, ActingAs: role}
	}
	if err := w.AddMandate(ctx, tracker.NewMandate{Account: actors["liaison"].Account, State: "TN", Capacity: "liaison", From: "2020-01-01"}); err != nil {
		return err
	}
	if err := w.AddGate(ctx, tracker.NewGate{Code: "after-pilots", AfterPhase: "pilots", Name: tracker.NewText("fr", "Décision après les pilotes"), PlannedOn: "2022-11-30"}); err != nil {
		return err
	}
	plan := tracker.NewActionPlan{Code: "TN-2026", State: "TN", Title: tracker.NewText("fr", "Plan"), Cycle: "2026-2027", StartsOn: "2026-01-01", EndsOn: "2027-12-31", Source: "test"}
	if err := at(1).AddActionPlan(ctx, plan); err != nil {
		return err
	}
	for n, title := range []tracker.Text{tracker.NewText("fr", "Ouvrir le budget").With("en", "Open the budget").With("ar", "فتح الميزانية"), tracker.NewText("fr", "=Publier les votes")} {
		code, err := at(1).AddCommitment(ctx, tracker.NewCommitment{Plan: plan.Code, Number: n + 1, Title: title, Areas: []string{"budget"}, Values: []string{"transparency"}})
		if err != nil {
			return err
		}
		if _, err := at(1).AddMilestone(ctx, tracker.NewMilestone{Commitment: code, Number: 1, Title: tracker.NewText("fr", "Étape"), Weight: 1, DueOn: "2026-06-30", Precision: "day"}); err != nil {
			return err
		}
	}
	said, err := at(2).Update(ctx, actors["staff"], tracker.NewUpdate{Target: "TN-2026-C01.1", Speaker: "programme", Level: "completed", On: "2026-01-31",
		Evidence: []tracker.NewEvidence{{URL: "https://example.org/loi", Title: tracker.NewText("fr", "Loi"), Lang: "fr", Kind: "law", AccessedOn: "2026-01-31"}}})
	if err != nil {
		return err
	}
	if _, err := at(3).Review(ctx, actors["liaison"], tracker.NewReview{Statement: said, Outcome: "approved", Way: "state"}); err != nil {
		return err
	}
	if _, err := at(4).Stage(ctx, actors["staff"], tracker.NewStage{City: "TN-001", Speaker: "city", Stage: "portal_open", On: "2026-03-15"}); err != nil {
		return err
	}
	_, err = at(5).Assess(ctx, actors["assessor"], tracker.NewAssessment{Target: "TN-2026-C01", Level: "limited", On: "2026-04-30", Assessor: tracker.NewText("fr", "Université"), Ambition: "modest"})
	return err
}

// samples gives the parameters in the path of each route something that is there.
var samples = map[string]string{
	"/regions/:code": "/regions/west-africa", "/states/:code": "/states/TN", "/commitments/:code": "/commitments/TN-2026-C01", "/milestones/:id": "/milestones/TN-2026-C01.1",
	"/programmes/:code": "/programmes/francophonie", "/gates/:code": "/gates/after-pilots", "/rollouts/:state": "/rollouts/TN", "/cities/:key": "/cities/TN-001",
}

// addresses gives an address for each route; a new route with a parameter needs its sample.
func (l *live) addresses() []string {
	l.t.Helper()
	var all []string
	for _, op := range l.reg.operations {
		address := op.Path
		if strings.Contains(address, ":") {
			if address = samples[op.Path]; address == "" {
				l.t.Fatalf("no sample for %s", op.Path)
			}
		}
		all = append(all, Prefix+address)
	}
	return all
}

// read gives an answer as JSON.
func (l *live) read(address string, into any) {
	l.t.Helper()
	w := ask(l, "GET", Prefix+address)
	if err := json.Unmarshal(w.Body.Bytes(), into); err != nil || w.Code != http.StatusOK {
		l.t.Fatalf("%s: %d %v %s", address, w.Code, err, w.Body)
	}
}

func TestAnswersFitTheDocument(t *testing.T) {
	l := newLive(t)
	body, err := l.reg.Document()
	if err != nil {
		t.Fatal(err)
	}
	v := validatorOf(t, body)
	for _, address := range l.addresses() {
		w := ask(l, "GET", address)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d %s", address, w.Code, w.Body)
			continue
		}
		if ok, errs := v.ValidateHttpResponse(httptest.NewRequest("GET", address, nil), w.Result()); !ok {
			for _, e := range errs {
				t.Errorf("%s: %s: %s %v", address, e.Message, e.Reason, e.SchemaValidationErrors)
			}
		}
	}
}

// What people and programs rely on, word by word.
func TestAnswersStandStill(t *testing.T) {
	l := newLive(t)
	for name, address := range map[string]string{
		"commitment.json": "/commitments/TN-2026-C01", "milestone.json": "/milestones/TN-2026-C01.1", "commitments.csv": "/commitments.csv", "changes.json": "/changes",
		"city.json": "/cities/TN-001", "rollout.json": "/rollouts/TN", "progress.json": "/progress?by=programme",
	} {
		got := ask(l, "GET", Prefix+address).Body.Bytes()
		if strings.HasSuffix(name, ".json") {
			got = indented(t, got)
		}
		golden(t, "testdata/answers/"+name, got)
	}
}

func indented(t *testing.T, body []byte) []byte {
	t.Helper()
	var any any
	if err := json.Unmarshal(body, &any); err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(any, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

func TestFactsAreCounted(t *testing.T) {
	l := newLive(t)
	for address, want := range map[string]int64{"/regions": 7, "/states": 93, "/states?membership=left": 3, "/cities?limit=1": 977, "/initiatives": 10, "/cities?q=tunis&state=TN": 1} {
		var list List[json.RawMessage]
		if l.read(address, &list); list.Total != want {
			t.Errorf("%s: %d instead of %d", address, list.Total, want)
		}
	}
	var plan rolloutList
	l.read("/rollouts", &plan)
	if s := plan.Summary; plan.Total != 39 || s.Countries != 36 || s.Cities != 914 || s.LeftCountries != 3 || s.LeftCities != 63 {
		t.Errorf("the plan: %d %+v", plan.Total, s)
	}
}

func TestPagesAddUp(t *testing.T) {
	l := newLive(t)
	for path, limit := range map[string]int{"/cities": 200, "/commitments": 1, "/changes": 2} {
		var seen []string
		after, pages, total := "", 0, int64(0)
		for next := true; next; pages++ {
			var page List[json.RawMessage]
			l.read(fmt.Sprintf("%s?limit=%d%s", path, limit, after), &page)
			for _, item := range page.Items {
				seen = append(seen, string(item))
			}
			if len(page.Items) == 0 || len(page.Items) > limit {
				t.Fatalf("%s: a page of %d", path, len(page.Items))
			}
			if next, total = page.Next != nil, page.Total; next {
				after = "&after=" + url.QueryEscape(*page.Next)
			}
		}
		slices.Sort(seen)
		if int64(len(seen)) != total || len(slices.Compact(seen)) != int(total) || pages != (int(total)+limit-1)/limit {
			t.Errorf("%s: %d items of %d on %d pages", path, len(seen), total, pages)
		}
	}
	for _, path := range []string{"/cities?after=", "/commitments?after=", "/changes?after="} {
		if w := ask(l, "GET", Prefix+path+"%00"); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// hostile values may be refused or find nothing; they never break anything.
var hostile = []string{"\x00", "\xff\xfe", strings.Repeat("x", 10_000), "' or 1=1 --", "../../etc/passwd", "\u202egnihtyna", "-1", "99999999999999999999", "%", "_", "null", "{}", "<script>", "2026-02-31"}

func TestHostileValues(t *testing.T) {
	l := newLive(t)
	addresses := l.addresses()
	for i, op := range l.reg.operations {
		for _, field := range op.fields {
			for _, value := range hostile {
				address := addresses[i] + "?" + url.Values{field.Name: {value}}.Encode()
				if field.In == "path" {
					address = Prefix + strings.Replace(op.Path, ":"+field.Name, url.PathEscape(value), 1)
				}
				l.refusesOrAnswers(address)
			}
		}
		for _, query := range []string{"?nonsense=1", "?lang=fr&lang=en", "?lang=de"} {
			if w := ask(l, "GET", addresses[i]+query); w.Code != http.StatusBadRequest {
				t.Errorf("%s%s: %d", addresses[i], query, w.Code)
			}
		}
	}
}

func (l *live) refusesOrAnswers(address string) {
	l.t.Helper()
	w := ask(l, "GET", address, "Accept-Language", "ar")
	if w.Code < 400 {
		return
	}
	var problem struct {
		Title, Detail string
		Status        int
	}
	err := json.Unmarshal(w.Body.Bytes(), &problem)
	if w.Code >= 500 || w.Header().Get("Content-Type") != "application/problem+json" || err != nil || problem.Status != w.Code || problem.Title == "" {
		l.t.Errorf("%.120s: %d %v %.300s", address, w.Code, err, w.Body)
	}
}

func TestUnknownCodes(t *testing.T) {
	l := newLive(t)
	for path := range samples {
		parent, _, _ := strings.Cut(path, "/:")
		for lang, title := range map[string]string{"fr": "Introuvable", "en": "Not found", "ar": "غير موجود"} {
			w := ask(l, "GET", Prefix+parent+"/ZZ-1999-C99", "Accept-Language", lang)
			if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), title) {
				t.Errorf("%s in %s: %d %s", parent, lang, w.Code, w.Body)
			}
		}
	}
}

// Every answer says whether its figures are invented: before the record is marked, and after.
func TestAnswersAreLabelled(t *testing.T) {
	l := newLive(t)
	l.labelled("/programmes/francophonie", false)
	l.labelled("/commitments", false)
	l.mark()
	for _, address := range []string{"/regions", "/regions/west-africa", "/states", "/states/TN", "/commitments", "/progress", "/programmes/francophonie", "/rollouts", "/cities", "/changes"} {
		l.labelled(address, true)
	}
	w := ask(l, "GET", Prefix+"/states.csv")
	if !strings.Contains(w.Header().Get("Content-Disposition"), "demonstration-") {
		t.Errorf("states.csv: %v", w.Header())
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 94 || !slices.Contains(rows[0], labelColumn) {
		t.Errorf("states.csv: %d rows, %v, %v", len(rows), rows[0], err)
	}
}

func (l *live) labelled(address string, want bool) {
	l.t.Helper()
	w := ask(l, "GET", Prefix+address)
	var said Label
	if err := json.Unmarshal(w.Body.Bytes(), &said); err != nil {
		l.t.Fatal(err)
	}
	if header := w.Header().Get(labelHeader) == "true"; said.Demonstration != want || header != want {
		l.t.Errorf("%s: demonstration is %t, in the headers %t", address, said.Demonstration, header)
	}
}

func TestOneLanguage(t *testing.T) {
	l := newLive(t)
	title := func(code, lang string) map[string]any {
		var c struct{ Title map[string]any }
		l.read("/commitments/"+code+"?lang="+lang, &c)
		return c.Title
	}
	if got := title("TN-2026-C01", "ar"); got["ar"] != "فتح الميزانية" || got["fr"] != nil || got["original"] != "fr" {
		t.Errorf("translated: %v", got)
	}
	if got := title("TN-2026-C02", "en"); got["fr"] != "=Publier les votes" || got["en"] != nil || got["original"] != "fr" {
		t.Errorf("without translation: %v", got)
	}
}

func TestServedAsPromised(t *testing.T) {
	l := newLive(t)
	first := ask(l, "GET", Prefix+"/states", "Accept-Encoding", "br", "Origin", "https://example.org")
	tag := first.Header().Get("Etag")
	if first.Header().Get("Content-Encoding") != "br" || tag == "" || strings.HasPrefix(tag, "W/") || first.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%v", first.Header())
	}
	if again := ask(l, "GET", Prefix+"/states", "Accept-Encoding", "br", "If-None-Match", tag); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("asked again: %d", again.Code)
	}
	l.mark()
	if changed := ask(l, "GET", Prefix+"/states", "Accept-Encoding", "br", "If-None-Match", tag); changed.Code != http.StatusOK || changed.Header().Get("Etag") == tag {
		t.Errorf("after a change: %d %v", changed.Code, changed.Header())
	}
}
