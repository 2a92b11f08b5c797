package tracker_test

import (
	"bytes"
	"strings"
	"testing"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// A report has a bound, which is told before anything is kept, and holds in the database too.
func TestReportsHaveABound(t *testing.T) {
	b := newBench(t)
	staff := b.person("keeper", "staff")
	drawUp := func(size int) (string, error) {
		return as(b, staff, func(w *ledger.Writer) (string, error) {
			return tracker.AddReport(b.ctx, w, tracker.NewReport{
				State: "SN", Same: func([]byte) bool { return false },
				Content: func(string) ([]byte, error) { return bytes.Repeat([]byte("é"), size/len("é")), nil },
			})
		})
	}
	code, err := drawUp(tracker.ReportLimit)
	if err != nil {
		t.Fatal(err)
	}
	if _, content, err := b.Report(b.ctx, code); err != nil || len(content) != tracker.ReportLimit {
		t.Errorf("%d bytes, %v", len(content), err)
	}
	if _, err := drawUp(tracker.ReportLimit + 2); domain.CodeOf(err) != "report_too_large" {
		t.Errorf("one that is too large: %v", err)
	}
	_, err = b.db.Owner.ExecContext(b.ctx,
		`insert into reports (state_code, number, content, sha256, demonstration, author_id, acting_as, recorded_at)
		select state_code, 2, content || 'x', encode(sha256(convert_to(content || 'x', 'UTF8')), 'hex'), demonstration,
			author_id, acting_as, recorded_at from reports`)
	if err == nil || !strings.Contains(err.Error(), "reports__content_at_most_2_mb") {
		t.Errorf("the database takes one that is too large: %v", err)
	}
}
