package web

import (
	"errors"
	"fmt"
	"testing"

	"jalons/server/account"
)

func TestWhoIsAllowed(t *testing.T) {
	const yes, role, second = "", "not_your_role", "second_needed"
	for _, c := range []struct {
		person account.Person
		want   map[Policy]string
	}{
		{
			account.Person{Role: account.Staff},
			map[Policy]string{SignedIn: yes, Staff: yes, Reviewer: yes, Assessor: role, Admin: role},
		},
		{
			account.Person{Role: account.Liaison},
			map[Policy]string{SignedIn: yes, Staff: role, Reviewer: yes, Assessor: role, Admin: role},
		},
		{
			account.Person{Role: account.Assessor},
			map[Policy]string{SignedIn: yes, Staff: role, Reviewer: role, Assessor: yes, Admin: role},
		},
		{
			account.Person{Role: account.Admin},
			map[Policy]string{SignedIn: yes, Staff: second, Reviewer: second, Assessor: role, Admin: second},
		},
		{
			account.Person{Role: account.Admin, TwoFactor: true},
			map[Policy]string{SignedIn: yes, Staff: yes, Reviewer: yes, Assessor: role, Admin: yes},
		},
		{
			account.Person{Role: account.Admin, Demonstration: true},
			map[Policy]string{SignedIn: yes, Staff: yes, Reviewer: yes, Assessor: role, Admin: yes},
		},
		{account.Person{}, map[Policy]string{
			SignedIn: role, Staff: role, Reviewer: role, Assessor: role, Admin: role, "": role, "king": role,
		}},
	} {
		t.Run(fmt.Sprint(c.person), func(t *testing.T) {
			for policy, want := range c.want {
				var refusal *Refusal
				err := allowed(policy, &c.person)
				if errors.As(err, &refusal); want == yes && err != nil ||
					want != yes && (refusal == nil || refusal.Code != want || refusal.Status != 403) {
					t.Errorf("%+v at %s: %v, want %q", c.person, policy, err, want)
				}
			}
		})
	}
}
