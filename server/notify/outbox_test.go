package notify_test

import (
	"errors"
	"io"
	"log/slog"
	"mime"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"jalons/server/database/databasetest"
	"jalons/server/notify"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

// post is a real SMTP server in this process.
type post struct {
	mu      sync.Mutex
	refuses bool
	taken   []*netmail.Message
	bodies  []string
	to      []string
}

func (p *post) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{post: p}, nil }

type session struct {
	post *post
	to   string
}

func (s *session) Reset()                               {}
func (s *session) Logout() error                        { return nil }
func (s *session) Mail(string, *smtp.MailOptions) error { return nil }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	s.post.mu.Lock()
	defer s.post.mu.Unlock()
	message, err := netmail.ReadMessage(r)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(message.Body)
	if err != nil {
		return err
	}
	if s.post.refuses {
		return &smtp.SMTPError{Code: 451, Message: "come back later"}
	}
	s.post.taken, s.post.bodies, s.post.to = append(s.post.taken, message), append(
		s.post.bodies, string(body),
	), append(s.post.to, s.to)
	return nil
}

// bench is an outbox, a mail server and a clock.
type bench struct {
	*notify.Outbox
	t    *testing.T
	db   *databasetest.Database
	post *post
	now  time.Time
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, db: databasetest.New(t), post: &post{}, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	b.Outbox = &notify.Outbox{DB: b.db.Write, From: "jalons@example.org", Now: func() time.Time {
		return b.now
	}, Log: slog.New(slog.DiscardHandler)}
	if _, err := b.db.Owner.ExecContext(
		t.Context(),
		`insert into accounts (email, name, role, created_at)
			values ('awa@example.org', 'Awa', 'liaison', '2026-01-01')`,
	); err != nil {
		t.Fatal(err)
	}
	return b
}

// open starts the SMTP server, and returns how to stop it.
func (b *bench) open() (stop func()) {
	b.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.t.Fatal(err)
	}
	server := smtp.NewServer(b.post)
	server.Domain = "localhost"
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	if b.Server, err = notify.ParseServer("smtp://" + listener.Addr().String()); err != nil {
		b.t.Fatal(err)
	}
	return func() {
		b.t.Helper()
		if err := server.Close(); err != nil {
			b.t.Error(err)
		}
		if err := <-done; err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, smtp.ErrServerClosed) {
			b.t.Error(err)
		}
	}
}

func (b *bench) write(subject, body string) {
	b.t.Helper()
	_, err := b.db.Write.ExecContext(b.t.Context(),
		`insert into mails (account_id, subject, body, created_at, due_at, good_until) select id, $1, $2, $3, $3, $4
			from accounts`,
		subject, body, b.now, b.now.Add(time.Hour))
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) sends(want int) {
	b.t.Helper()
	if sent, err := b.Send(b.t.Context()); err != nil || sent != want {
		b.t.Errorf("got %d sent, %v; want %d", sent, err, want)
	}
}

func (b *bench) count(query string) (n int) {
	b.t.Helper()
	if err := b.db.Owner.GetContext(b.t.Context(), &n, query); err != nil {
		b.t.Fatal(err)
	}
	return n
}

func TestSend(t *testing.T) {
	b := newBench(t)
	defer b.open()()
	b.write("Votre code – كلمة", "Le code : ABCD\nÀ bientôt")
	b.sends(1)
	b.sends(0)
	if len(b.post.taken) != 1 || b.post.to[0] != "awa@example.org" {
		t.Fatalf("got mails to %v, want one to awa@example.org", b.post.to)
	}
	h := b.post.taken[0].Header
	subject, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	if err != nil || subject != "Votre code – كلمة" || h.Get("Message-Id") != "<jalons-1@example.org>" ||
		h.Get("Auto-Submitted") != "auto-generated" || !strings.Contains(h.Get("From"), "jalons@example.org") {
		t.Errorf("got subject %q, headers %v; want those of the mail", subject, h)
	}
	if !strings.HasPrefix(h.Get("Content-Type"), "text/plain") || !strings.Contains(b.post.bodies[0], "ABCD") {
		t.Errorf("got headers %v, body %s; want plain text with the code", h, b.post.bodies[0])
	}
	if n := b.count(`select count(*) from mails where sent_at is not null and body = '' and tries = 1`); n != 1 {
		t.Errorf("got %d mails sent and emptied, want 1", n)
	}
}

// A header is one line, whatever a subject holds.
func TestSubjectsAreOneLine(t *testing.T) {
	b := newBench(t)
	defer b.open()()
	b.write("Code\r\nBcc: everybody@example.org", "x")
	b.sends(1)
	if len(b.post.taken) != 1 || b.post.taken[0].Header.Get("Bcc") != "" || len(b.post.to) != 1 {
		t.Errorf("got headers %v, want no Bcc", b.post.taken[0].Header)
	}
}

func TestMailsWaitWhileServerIsDown(t *testing.T) {
	b := newBench(t)
	b.write("first", "a")
	b.sends(0)
	if n := b.count(`select tries from mails`); n != 0 {
		t.Errorf("got %d tries without a server, want 0", n)
	}
	stop := b.open()
	b.post.refuses = true
	b.sends(0)
	stop()
	b.now = b.now.Add(time.Minute)
	b.sends(0) // no server
	if n := b.count(`select count(*) from mails where tries = 2 and failure <> '' and body = 'a'`); n != 1 {
		t.Errorf("got %d mails with a second failure, want 1", n)
	}
	defer b.open()()
	b.post.refuses = false
	b.write("second", "b")
	b.sends(1)
	b.now = b.now.Add(2 * time.Minute)
	b.sends(1)
	if n := b.count(`select count(*) from mails where sent_at is not null and failure is null`); n != 2 {
		t.Errorf("got %d mails sent, want 2", n)
	}
}

func TestExpiredMailIsNotSent(t *testing.T) {
	b := newBench(t)
	defer b.open()()
	b.write("late", "code")
	b.now = b.now.Add(time.Hour)
	b.sends(0)
	if err := b.Tidy(t.Context()); err != nil || b.count(`select count(*) from mails where body = ''`) != 1 {
		t.Error("got an expired code in the outbox, want its text deleted", err)
	}
	b.now = b.now.AddDate(0, 4, 0)
	if err := b.Tidy(t.Context()); err != nil || b.count(`select count(*) from mails`) != 0 {
		t.Error("got rows after four months, want none", err)
	}
}

func TestTwoServersSendEachMailOnce(t *testing.T) {
	b := newBench(t)
	defer b.open()()
	for range 20 {
		b.write("one of many", "x")
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := b.Send(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	seen := map[string]bool{}
	for _, message := range b.post.taken {
		seen[message.Header.Get("Message-Id")] = true
	}
	if len(b.post.taken) != 20 || len(seen) != 20 {
		t.Errorf("got %d mails, %d different; want 20", len(b.post.taken), len(seen))
	}
}

func TestParseServer(t *testing.T) {
	for address, want := range map[string]notify.Server{
		"smtp://mail.example.org": {Host: "mail.example.org", Port: 587},
		"smtps://u%40x:p%3Aw@mail.example.org": {
			Host: "mail.example.org", Port: 465, User: "u@x", Password: "p:w", Wrapped: true,
		},
		"smtp://user:secret@127.0.0.1:2525": {Host: "127.0.0.1", Port: 2525, User: "user", Password: "secret"},
		"smtp://user:secret@mail.example.org:25": {
			Host: "mail.example.org", Port: 25, User: "user", Password: "secret",
		},
	} {
		t.Run(address, func(t *testing.T) {
			if got, err := notify.ParseServer(address); err != nil || *got != want {
				t.Errorf("%s: got %+v, %v; want %+v", address, got, err, want)
			}
		})
	}
	for _, bad := range []string{
		"", "mail.example.org", "http://mail.example.org", "smtp://", "smtp://user:secret@host:0",
		"smtp://user:secret@host:99999", "smtp://user:secret@host:x", "smtp://host/path", "smtp://host?tls=no",
	} {
		if got, err := notify.ParseServer(bad); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %+v, %v; want an error without the password", bad, got, err)
		}
	}
}
