package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
)

// The policies beside Public. What a person may do to which state is decided by the record; a policy
// says who may come near.
const (
	SignedIn Policy = "signed_in" // what is a person's own: password, devices, tokens
	ReadOnly Policy = "looking"   // to stop seeing as somebody else
	Staff    Policy = "staff"
	Keeper   Policy = "keeper"
	Reviewer Policy = "reviewer"
	Assessor Policy = "assessor"
	Admin    Policy = "admin"
)

// RolesOf is the one table of which roles each policy lets in. A keeper makes statements, for the
// programme or for a state. A reviewer may be anybody with a
// delegation, so that policy lets staff in, too.
func RolesOf(policy Policy) []domain.Role {
	return map[Policy][]domain.Role{
		SignedIn: domain.Roles(),
		ReadOnly: domain.Roles(),
		Staff:    {domain.RoleStaff, domain.RoleAdmin},
		Keeper:   {domain.RoleLiaison, domain.RoleStaff, domain.RoleAdmin},
		Reviewer: {domain.RoleLiaison, domain.RoleStaff, domain.RoleAdmin},
		Assessor: {domain.RoleAssessor},
		Admin:    {domain.RoleAdmin},
	}[policy]
}

// Authenticator finds out who asks, and turns away who may not.
type Authenticator struct {
	Sessions *Sessions
	People   *account.Accounts
	Bounds   Bounds
}

// authenticate lets a request of somebody with one of a policy's roles in, and gives it its person.
func (g *Authenticator) authenticate(c *gin.Context, policy Policy) error {
	person, err := g.Who(c.Request)
	if err != nil {
		return err
	}
	requestOf(c.Request.Context()).who = person
	if err := allowed(policy, person); err != nil && ledger.AppAuthorization {
		return err
	}
	if person.By != nil && policy != ReadOnly && (policy == SignedIn || c.Request.Method != http.MethodGet) {
		return &Refusal{Status: http.StatusForbidden, Code: "only_looking"}
	}
	c.Request = c.Request.WithContext(account.With(c.Request.Context(), person))
	c.Header("Cache-Control", "no-store")
	return g.upload(c.Request, person)
}

// upload bounds the forms with files that are read at once.
func (g *Authenticator) upload(r *http.Request, person *account.Person) error {
	if !sendsFile(r) {
		return nil
	}
	release, err := g.Bounds.Uploads.Take(strconv.FormatInt(person.ID, 10))
	if err != nil {
		return err
	}
	afterwards(r.Context(), release)
	return nil
}

// allowed says whether a policy lets a person in. Real administrators need their second factor.
func allowed(policy Policy, person *account.Person) error {
	if !slices.Contains(RolesOf(policy), person.Role) {
		return &Refusal{Status: http.StatusForbidden, Code: "not_your_role"}
	}
	if person.May != nil && !slices.Contains(person.May, scopes()[policy]) {
		return &Refusal{Status: http.StatusForbidden, Code: "token_scope"}
	}
	if policy != SignedIn && policy != ReadOnly && person.Role == domain.RoleAdmin && !person.TwoFactor &&
		!person.Demonstration {
		return &Refusal{Status: http.StatusForbidden, Code: "two_factor_needed"}
	}
	return nil
}

// scopes says what a token must be for, by policy. None opens what is a person's own: passwords, devices,
// tokens.
func scopes() map[Policy]string {
	return map[Policy]string{
		Staff: "declare", Keeper: "declare", Reviewer: "review", Assessor: "assess", Admin: "administer",
	}
}

// Who gives the person of a request, by its token where it asks the API with
// one, else by its session. Where nobody has
// signed in the error is of kind SignedOut.
func (g *Authenticator) Who(r *http.Request) (*account.Person, error) {
	if secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok &&
		strings.HasPrefix(r.URL.Path, "/api/") {
		return g.People.Bearer(r.Context(), secret)
	}
	device, err := g.Sessions.SessionID(r)
	if err != nil {
		return nil, err
	}
	if device == 0 {
		return nil, &domain.Error{Kind: domain.SignedOut, Code: "signed_out"}
	}
	return g.People.Person(r.Context(), device)
}
