package web

import (
	"context"

	"jalons/server/people"
)

// Inviter sends people the one-time code with which they choose a password.
type Inviter struct {
	People *people.People
	Texts  *Texts
	Origin string
}

// Invite sends a code to the account of an address, in its person's language, in the name of who invites.
func (i Inviter) Invite(ctx context.Context, by *people.Person, email string) error {
	return i.People.Invite(ctx, by, email, RequestID(ctx), func(lang, code string) people.Letter {
		return people.Letter{Subject: i.Texts.T(lang, "mail.invitation_subject"), Body: i.Texts.T(lang, "mail.invitation", "code", code, "address", i.Origin+"/"+lang+"/code")}
	})
}
