// Package notify sends the mails of the outbox. A mail is inserted in the transaction of its cause and sent
// afterwards, at least once; its Message-ID is the same each time.
package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	gomail "github.com/wneessen/go-mail"

	"jalons/server/ledger"
)

// A refused mail is retried after a minute, then after twice as long, up to an hour.
const (
	firstPause  = time.Minute
	longestStop = time.Hour
	sendLimit   = 30 * time.Second
	sendMost    = 20 // in a row, so that a server that lets each wait ends within a job's time
	failureMax  = 1000
)

// Server is the SMTP server that mails are sent to.
type Server struct {
	Host     string
	Port     int
	User     string
	Password string
	Wrapped  bool // TLS from the first byte; otherwise by STARTTLS
}

// ParseServer parses smtp://USER:PASSWORD@HOST:PORT, or smtps:// for TLS from the first byte. Errors never contain
// the password.
func ParseServer(address string) (*Server, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Path != "" && u.Path != "/" ||
		u.RawQuery != "" {
		return nil, errors.New("must be smtp://USER:PASSWORD@HOST:PORT or smtps://…")
	}
	s := &Server{Host: u.Hostname(), Port: 587, User: u.User.Username(), Wrapped: u.Scheme == "smtps"}
	if s.Wrapped {
		s.Port = 465
	}
	s.Password, _ = u.User.Password()
	if u.Port() != "" {
		if s.Port, err = strconv.Atoi(u.Port()); err != nil || s.Port < 1 || s.Port > 65535 {
			return nil, errors.New("must be smtp://USER:PASSWORD@HOST:PORT or smtps://…")
		}
	}
	return s, nil
}

// client prepares a connection. Only a server on this machine may go without TLS.
func (s *Server) client() (*gomail.Client, error) {
	options := []gomail.Option{gomail.WithPort(s.Port), gomail.WithTimeout(sendLimit)}
	switch ip := net.ParseIP(s.Host); {
	case s.Wrapped:
		options = append(options, gomail.WithSSL())
	case s.Host == "localhost" || ip != nil && ip.IsLoopback():
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.User != "" {
		options = append(
			options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User),
			gomail.WithPassword(s.Password),
		)
	}
	return gomail.NewClient(s.Host, options...)
}

// Outbox sends the mails that wait in the database.
type Outbox struct {
	DB     *sqlx.DB
	Server *Server // nil: mails wait until there is one
	From   string  // address that mails come from
	Now    func() time.Time
	Log    *slog.Logger
}

// waiting is a mail that is due.
type waiting struct {
	ID      int64  `db:"id"`
	To      string `db:"email"`
	Subject string `db:"subject"`
	Body    string `db:"body"`
	Tries   int    `db:"tries"`
}

// Send sends mails that are due, one after the other and at most sendMost, and returns how many were accepted.
func (o *Outbox) Send(ctx context.Context) (sent int, err error) {
	if o.Server == nil {
		return 0, nil
	}
	for range sendMost {
		there, taken, err := o.sendOne(ctx)
		if err != nil || !there {
			return sent, err
		}
		if taken {
			sent++
		}
	}
	return sent, nil
}

const nextQuery = `-- notify.sendOne
select m.id, a.email, m.subject, m.body, m.tries from mails m join accounts a on a.id = m.account_id
where m.sent_at is null and m.due_at <= $1 and m.good_until > $1 and a.disabled_at is null
order by m.due_at, m.id limit 1 for update of m skip locked`

// sendOne locks its mail while it sends it, so that two servers never send one at the same time.
func (o *Outbox) sendOne(ctx context.Context) (there, taken bool, err error) {
	err = ledger.InTx(ctx, o.DB, func(tx *sqlx.Tx) error {
		var m waiting
		there, taken = false, false
		err := tx.GetContext(ctx, &m, nextQuery, o.Now())
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("mail: %w", err)
		}
		there = true
		failure := o.hand(ctx, m)
		if failure == nil {
			taken = true
			_, err = tx.ExecContext(
				ctx, `update mails set sent_at = $2, body = '', failure = null, tries = tries + 1 where id = $1`, m.ID,
				o.Now(),
			)
		} else {
			o.Log.WarnContext(ctx, "mail was not taken", "mail", m.ID, "tries", m.Tries+1, "error", failure)
			text := failure.Error()
			_, err = tx.ExecContext(ctx, `update mails set due_at = $2, failure = $3, tries = tries + 1 where id = $1`,
				m.ID, o.Now().Add(pause(m.Tries)), text[:min(len(text), failureMax)])
		}
		if err != nil {
			return fmt.Errorf("mail: %w", err)
		}
		return nil
	})
	return there, taken, err
}

func pause(tries int) time.Duration { return min(longestStop, firstPause<<min(tries, 10)) }

func (o *Outbox) hand(ctx context.Context, m waiting) error {
	ctx, cancel := context.WithTimeout(ctx, sendLimit)
	defer cancel()
	message := gomail.NewMsg()
	if err := message.From(o.From); err != nil {
		return err
	}
	if err := message.To(m.To); err != nil {
		return err
	}
	host := o.From[strings.LastIndexByte(o.From, '@')+1:]
	message.SetMessageIDWithValue("jalons-" + strconv.FormatInt(m.ID, 10) + "@" + host)
	message.SetDateWithValue(o.Now())
	message.SetGenHeader("Auto-Submitted", "auto-generated")
	message.Subject(m.Subject)
	message.SetBodyString(gomail.TypeTextPlain, m.Body)
	client, err := o.Server.client()
	if err != nil {
		return err
	}
	return client.DialAndSendWithContext(ctx, message)
}

// Waiting is the number and age of mails that may still be sent.
type Waiting struct {
	Mails int
	Age   time.Duration // of the oldest
}

// Waiting counts the mails that may still be sent.
func (o *Outbox) Waiting(ctx context.Context) (Waiting, error) {
	var w struct {
		Mails   int
		Seconds float64
	}
	err := o.DB.GetContext(ctx, &w, `-- notify.Waiting
		select count(*) as mails,
			coalesce(extract(epoch from cast($1 as timestamptz) - min(m.created_at)), 0) as seconds
		from mails m join accounts a on a.id = m.account_id
		where m.sent_at is null and m.good_until > $1 and a.disabled_at is null`, o.Now())
	if err != nil {
		return Waiting{}, fmt.Errorf("mails: %w", err)
	}
	return Waiting{Mails: w.Mails, Age: time.Duration(w.Seconds * float64(time.Second))}, nil
}

// Tidy deletes the texts of mails that are sent or expired, and their rows after three months.
func (o *Outbox) Tidy(ctx context.Context) error {
	now := o.Now()
	return ledger.InTx(ctx, o.DB, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `update mails set body = '' where body <> '' and good_until <= $1`, now)
		if err == nil {
			_, err = tx.ExecContext(ctx, `delete from mails where created_at < $1`, now.AddDate(0, -3, 0))
		}
		if err != nil {
			return fmt.Errorf("mails: %w", err)
		}
		return nil
	})
}
