package account_test

import (
	"fmt"
	"strings"
	"testing"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/testkit"
)

// staffed is the people of a database with facts, by role, of whom the liaison of Tunisia has delegated twice.
func staffed(t *testing.T) (*account.Accounts, func(query string, args ...any), map[string]int64) {
	t.Helper()
	tr, db := testkit.New(t)
	people := map[string]int64{}
	for name, p := range map[string]testkit.Person{
		"admin": {Role: "admin"}, "staff": {Role: "staff", States: []string{"BJ", "TN"}},
		"liaison": {Role: "liaison", States: []string{"TN"}}, "assessor": {Role: "assessor", States: []string{"TN"}},
		"away": {Role: "liaison", States: []string{"BJ"}},
	} {
		p.Email = name + "@example.org"
		people[name] = testkit.AddPerson(t, tr, p)
	}
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Owner.ExecContext(t.Context(), query, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`insert into delegations (from_account_id, to_account_id, state_code, from_day, until_day, reason) values
		($1, $2, 'TN', '2026-06-15', '2026-07-01', 'leave'), ($1, $2, 'TN', '2026-05-01', '2026-06-15', 'leave'),
		($1, $3, 'TN', '2026-06-16', '2026-07-02', 'leave')`, people["liaison"], people["staff"], people["away"])
	exec(`update delegations set revoked_at = '2026-06-15T08:00:00Z' where to_account_id = $1`, people["away"])
	return account.New(db.Write, testkit.AtNoon), exec, people
}

func TestMembers(t *testing.T) {
	p, exec, people := staffed(t)
	exec(`update accounts set disabled_at = '2026-06-14' where id = $1`, people["away"])
	exec(`update accounts set name = 'Élodie' where id = $1`, people["liaison"])
	exec(`update scopes set until_day = '2026-06-15' where account_id = $1 and state_code = 'BJ'`, people["staff"])
	exec(`insert into mandates (account_id, state_code, capacity, from_day)
		values ($1, 'BJ', 'alternate', '2026-09-01')`, people["liaison"])
	for _, c := range []struct{ text, want string }{
		{"", "admin; assessor scope TN; liaison mandate BJ mandate TN; staff scope TN; away (closed) mandate BJ"},
		{"elodie", "liaison mandate BJ mandate TN"},
		{"STAFF@EXAMPLE", "staff scope TN"},
		{"nobody", ""},
	} {
		t.Run(c.text, func(t *testing.T) {
			list, err := p.Members(t.Context(), c.text)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, m := range list {
				name, _, _ := strings.Cut(m.Email, "@")
				if m.Closed {
					name += " (closed)"
				}
				for _, r := range m.Rights {
					name += " " + r.Kind + " " + r.State
				}
				got = append(got, name)
			}
			if strings.Join(got, "; ") != c.want {
				t.Errorf("got %s, want %s", strings.Join(got, "; "), c.want)
			}
		})
	}
	m, err := p.Member(t.Context(), people["assessor"])
	if err != nil || m.Email != "assessor@example.org" || m.Institution.In["en"] != testkit.Court.In["en"] || m.Joined {
		t.Errorf("got %+v, %v", m, err)
	}
	if _, err := p.Member(t.Context(), people["away"]+99); domain.CodeOf(err) != "missing_account" {
		t.Errorf("got %v, want missing_account", err)
	}
}

// Whoever gave or received a delegation sees it with how it stands today.
func TestDelegations(t *testing.T) {
	p, _, people := staffed(t)
	for name, want := range map[string]string{
		"liaison": "to away revoked; to staff in_force; to staff ended",
		"staff":   "from liaison in_force; from liaison ended", "away": "from liaison revoked", "admin": "",
		"assessor": "",
	} {
		list, err := p.Delegations(t.Context(), people[name])
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range list {
			if d.Given {
				got = append(got, "to "+d.To+" "+d.Standing)
			} else {
				got = append(got, "from "+d.From+" "+d.Standing)
			}
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s: got %s, want %s", name, strings.Join(got, "; "), want)
		}
	}
}

func TestAuditLog(t *testing.T) {
	p, exec, people := staffed(t)
	exec(`insert into audit_log (account_id, acting_as, action, subject_id, detail, request, recorded_at)
		select $1, 'admin', 'invited', $2, '{"object": "TN"}', 'r' || n, '2026-06-14'
		from generate_series(1, 120) n`,
		people["admin"], people["liaison"])
	exec(`insert into audit_log (account_id, acting_as, action, detail, request, recorded_at)
		values ($1, 'staff', 'reminded', '{"object": "BJ"}', 'other', '2026-06-14')`, people["staff"])
	for _, c := range []struct {
		text  string
		count int
		first string
	}{
		{"", 100, "reminded"}, {"STAFF", 1, "reminded"}, {"reminded", 1, "reminded"}, {"BJ", 1, "reminded"},
		{"r7", 1, "invited"}, {"TN", 100, "invited"}, {"nobody", 0, ""},
	} {
		t.Run(c.text, func(t *testing.T) {
			list, err := p.AuditLog(t.Context(), c.text, 0)
			if err != nil || len(list) != c.count || c.count > 0 && list[0].Action != c.first {
				t.Fatalf("got %d, %v, want %d from %s on", len(list), err, c.count, c.first)
			}
			if c.first == "invited" && (list[0].Name != "admin" || list[0].Subject != "liaison") {
				t.Errorf("got %+v", list[0])
			}
		})
	}
	newest, err := p.AuditLog(t.Context(), "", 0)
	if err != nil {
		t.Fatal(err)
	}
	older := 121 + len(people) - 100 // that each of them was added is on record too
	if rest, err := p.AuditLog(t.Context(), "", newest[99].ID); err != nil || len(rest) != older ||
		rest[0].ID >= newest[99].ID {
		t.Errorf("before the last: got %d, %v, want %d", len(rest), err, older)
	}
}

func TestRefusals(t *testing.T) {
	p, _, people := staffed(t)
	for i := range 3 {
		for _, name := range []string{"liaison", "assessor"} {
			if err := p.RecordRefusal(t.Context(), account.NewRefusal{
				Account: people[name], Peer: "192.0.2.1", Method: "GET", Route: "/accounts", Code: "forbidden",
				Request: fmt.Sprint(name, i),
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for text, want := range map[string]int{"": 2, "LIAISON": 1, "192.0.2.1": 2, "/accounts": 2, "liaison2": 1,
		"liaison1": 0,
		"nobody":   0} {
		list, err := p.Refusals(t.Context(), text)
		if err != nil || len(list) != want || want > 0 && list[0].Times != 3 {
			t.Errorf("%q: got %+v, %v, want %d", text, list, err, want)
		}
	}
}
