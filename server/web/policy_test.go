package web

import (
	"errors"
	"fmt"
	"testing"

	"jalons/server/people"
)

func TestWhoIsAllowed(t *testing.T) {
	const yes, role, second = "", "not_your_role", "second_needed"
	for _, c := range []struct {
		person people.Person
		want   map[Policy]string
	}{
		{
			people.Person{Role: people.Staff},
			map[Policy]string{SignedIn: yes, Staff: yes, Reviewer: yes, Assessor: role, Admin: role},
		},
		{
			people.Person{Role: people.Liaison},
			map[Policy]string{SignedIn: yes, Staff: role, Reviewer: yes, Assessor: role, Admin: role},
		},
		{
			people.Person{Role: people.Assessor},
			map[Policy]string{SignedIn: yes, Staff: role, Reviewer: role, Assessor: yes, Admin: role},
		},
		{
			people.Person{Role: people.Admin},
			map[Policy]string{SignedIn: yes, Staff: second, Reviewer: second, Assessor: role, Admin: second},
		},
		{
			people.Person{Role: people.Admin, Second: true},
			map[Policy]string{SignedIn: yes, Staff: yes, Reviewer: yes, Assessor: role, Admin: yes},
		},
		{
			people.Person{Role: people.Admin, Demonstration: true},
			map[Policy]string{SignedIn: yes, Staff: yes, Reviewer: yes, Assessor: role, Admin: yes},
		},
		{people.Person{}, map[Policy]string{
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
