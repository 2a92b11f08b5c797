package web

import (
	"context"

	"jalons/server/account"
	"jalons/server/i18n"
	"jalons/server/ledger"
)

// Inviter sends people the one-time code with which they choose a password.
type Inviter struct {
	People *account.Accounts
	Texts  *i18n.Texts
	Origin string
}

// Invite sends a code to the account of an address, in its person's language, in the name of who invites,
// and gives it.
func (i Inviter) Invite(ctx context.Context, by *account.Person, email string) (code string, err error) {
	return i.People.Invite(ctx, by, email, RequestID(ctx), func(lang, code string) ledger.Letter {
		return ledger.Letter{
			Subject: i.Texts.T(lang, "mail.invitation_subject"),
			Body:    i.Texts.T(lang, "mail.invitation", "code", code, "address", i.Origin+"/"+lang+"/code"),
		}
	})
}

// Recovery is the letter with a code that somebody asked for who has lost a password.
func (i Inviter) Recovery(lang, code string) ledger.Letter {
	return ledger.Letter{
		Subject: i.Texts.T(lang, "mail.recovery_subject"),
		Body:    i.Texts.T(lang, "mail.recovery", "code", code, "address", i.Origin+"/"+lang+"/code"),
	}
}
