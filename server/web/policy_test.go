package web

import (
	"errors"
	"fmt"
	"testing"

	"jalons/server/account"
	"jalons/server/domain"
)

func TestWhoIsAllowed(t *testing.T) {
	const yes, role, second = "", "not_your_role", "two_factor_needed"
	for _, c := range []struct {
		person account.Person
		want   map[Policy]string
	}{
		{
			account.Person{Role: domain.RoleStaff},
			map[Policy]string{SignedIn: yes, Staff: yes, Reviewer: yes, Assessor: role, Admin: role},
		},
		{
			account.Person{Role: domain.RoleLiaison},
			map[Policy]string{SignedIn: yes, Staff: role, Reviewer: yes, Assessor: role, Admin: role},
		},
		{
			account.Person{Role: domain.RoleAssessor},
			map[Policy]string{SignedIn: yes, Staff: role, Reviewer: role, Assessor: yes, Admin: role},
		},
		{
			account.Person{Role: domain.RoleAdmin},
			map[Policy]string{SignedIn: yes, Staff: second, Reviewer: second, Assessor: role, Admin: second},
		},
		{
			account.Person{Role: domain.RoleAdmin, TwoFactor: true},
			map[Policy]string{SignedIn: yes, Staff: yes, Reviewer: yes, Assessor: role, Admin: yes},
		},
		{
			account.Person{Role: domain.RoleAdmin, Demonstration: true},
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
