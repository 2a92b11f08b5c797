package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	netmail "net/mail"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"jalons/server/files"
	"jalons/server/mail"
	"jalons/server/people"
	"jalons/server/web"
)

// config holds every setting. It is read from the environment once, at start.
type config struct {
	Addr        string
	DatabaseURL string
	OwnerURL    string
	ReadURL     string
	WritePool   int // connections
	ReadPool    int
	BulkPool    int
	waits       waits // tests are in a hurry
	DataDir     string
	PostgresBin string
	Origin      string
	Proxies     web.Proxies
	Connections int
	EachClient  int // connections
	ReadRate    int
	SMTP        *mail.Server // nil where mails wait
	MailFrom    string
	MetricsAddr string
	LogLevel    slog.Level
	SlowQuery   time.Duration
	Now         func() time.Time // the real time unless CLOCK says otherwise
	Files       *files.Bucket    // nil where files are in the database
	Downloads   atOnce
	Uploads     atOnce
	Secrets     people.Keys // none leaves it to DATA_DIR
}

// atOnce is how many of something go on at the same time, in all and for each who asks.
type atOnce struct{ all, each int }

// setting is a row of the README's table, which a test holds against this one.
type setting struct {
	name, fallback, meaning string
	set                     func(*config, string) error
}

// settings lists what can be set.
var settings = []setting{
	{"ADDR", ":8080", "address the server listens on", func(c *config, v string) error { c.Addr = v; return checkAddr(v) }},
	{"DATABASE_URL", "", "PostgreSQL 15 to 18 to write to; empty starts the embedded one", func(c *config, v string) error { c.DatabaseURL = v; return checkDatabase(v) }},
	{"DATABASE_OWNER_URL", "", "direct connection for migrations, never through a pooler; empty is DATABASE_URL", func(c *config, v string) error { c.OwnerURL = v; return checkDatabase(v) }},
	{"DATABASE_READ_URL", "", "connection for public reads, a replica may serve; empty is DATABASE_URL", func(c *config, v string) error { c.ReadURL = v; return checkDatabase(v) }},
	{"DATABASE_WRITE_CONNECTIONS", "16", "connections that write for people, of one server",
		func(c *config, v string) error { return count(&c.WritePool, v, 2) }},
	{"DATABASE_READ_CONNECTIONS", "16", "connections that read what is published, of one server",
		func(c *config, v string) error { return count(&c.ReadPool, v, 2) }},
	{"DATABASE_BULK_CONNECTIONS", "4", "connections for exports, and as many for what a server does by itself",
		func(c *config, v string) error { return count(&c.BulkPool, v, 2) }},
	{"DATA_DIR", "./data", "folder of the embedded database", func(c *config, v string) error { c.DataDir = v; return nil }},
	{"EMBEDDED_PG_BIN", "", "folder of postgres and initdb; empty looks for one", func(c *config, v string) error { c.PostgresBin = v; return nil }},
	{"ORIGIN", "http://localhost:8080", "scheme and host that pages name as their own address", func(c *config, v string) error { c.Origin = strings.TrimSuffix(v, "/"); return checkOrigin(v) }},
	{"TRUSTED_PROXIES", "", "addresses or networks of reverse proxies whose X-Forwarded-For counts, separated by commas",
		func(c *config, v string) (err error) { c.Proxies, err = web.ParseProxies(v); return err }},
	{"MAX_CONNECTIONS", "8192", "connections open at once; what is more is closed unanswered",
		func(c *config, v string) error { return count(&c.Connections, v, 1) }},
	{"MAX_CONNECTIONS_PER_ADDRESS", "512", "of these from one address or network of IPv6, a trusted proxy excepted",
		func(c *config, v string) error { return count(&c.EachClient, v, 1) }},
	{"READ_RATE", "20", "public reads a second of one address that no kept answer serves, ten seconds' worth at once; 0 is no limit",
		func(c *config, v string) error { return count(&c.ReadRate, v, 0) }},
	{"SMTP_URL", "", "mail server, smtp://USER:PASSWORD@HOST:PORT or smtps://…; empty lets mails wait", func(c *config, v string) (err error) { c.SMTP, err = smtpServer(v); return err }},
	{"MAIL_FROM", "jalons@localhost", "address that mails come from", func(c *config, v string) error { c.MailFrom = v; return checkMail(v) }},
	{"METRICS_ADDR", "", "address of Prometheus metrics; empty is off", func(c *config, v string) error { c.MetricsAddr = v; return checkAddr(v) }},
	{"FILES_URL", "", "S3 that files go to, s3://KEY:SECRET@HOST/BUCKET/PREFIX?region=…&tls=yes; empty keeps them in the database", func(c *config, v string) (err error) { c.Files, err = filesBucket(v); return err }},
	{"DOWNLOADS", "64/8", "files read at once, in all and by one address or account", func(c *config, v string) (err error) { c.Downloads, err = parseAtOnce(v); return err }},
	{"UPLOADS", "32/4", "files sent at once, in all and by one account", func(c *config, v string) (err error) { c.Uploads, err = parseAtOnce(v); return err }},
	{"SECRETS_KEY", "", "keys that encrypt second factors, 32 bytes each in base64 or hexadecimal digits, separated by commas: the first encrypts, " +
		"each decrypts; empty makes one in DATA_DIR for the embedded database",
		func(c *config, v string) (err error) { c.Secrets, err = people.ParseKeys(v); return err }},
	{"LOG_LEVEL", "info", "debug, info, warn or error", func(c *config, v string) error { return c.LogLevel.UnmarshalText([]byte(v)) }},
	{"SLOW_QUERY", "200ms", "statements that take longer are logged, by name and without values; 0 is none",
		func(c *config, v string) (err error) { c.SlowQuery, err = span(v); return err }},
	{"CLOCK", "", "for tests: an RFC 3339 instant that the clock starts at, never together with a DATABASE_URL; empty is the real time", func(c *config, v string) (err error) { c.Now, err = clockFrom(v); return err }},
}

// readConfig reads the settings and names every bad value, not only the first.
func readConfig(lookup func(string) (string, bool)) (config, error) {
	var c config
	var bad []error
	var moved bool
	for _, s := range settings {
		value, ok := lookup(s.name)
		if !ok || value == "" {
			value = s.fallback
		}
		moved = moved || s.name == "CLOCK" && value != ""
		if err := s.set(&c, value); err != nil {
			bad = append(bad, fmt.Errorf("setting %s=%s: %w", s.name, s.shown(value), err))
		}
	}
	if moved && either(either(c.DatabaseURL, c.OwnerURL), c.ReadURL) != "" {
		bad = append(bad, errClockMoved)
	}
	return c, errors.Join(bad...)
}

// shown is a value as an error may repeat it: addresses hold passwords, and keys are secret.
func (s setting) shown(value string) string {
	if strings.HasSuffix(s.name, "_URL") || strings.HasSuffix(s.name, "_KEY") {
		return "…"
	}
	return strconv.Quote(value)
}

func fromEnvironment() (config, error) { return readConfig(os.LookupEnv) }

func checkAddr(v string) error {
	if v == "" {
		return nil
	}
	_, port, err := net.SplitHostPort(v)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil {
		return errors.New("must be HOST:PORT or :PORT")
	}
	return nil
}

// count reads a whole number that is not below least.
func count(to *int, v string, least int) (err error) {
	if *to, err = strconv.Atoi(v); err != nil || *to < least {
		return fmt.Errorf("must be a whole number from %d", least)
	}
	return nil
}

// span reads how long something takes.
func span(v string) (time.Duration, error) {
	d, err := time.ParseDuration(v)
	if err != nil || d < 0 {
		return 0, errors.New("must be a duration such as 200ms or 2s, or 0")
	}
	return d, nil
}

func checkDatabase(v string) error {
	if v == "" || strings.Contains(v, "=") && !strings.Contains(v, "://") {
		return nil // lib/pq's own key=value form
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return errors.New("must be postgres://USER:PASSWORD@HOST/DATABASE?sslmode=… or key=value pairs")
	}
	return nil
}

func smtpServer(v string) (*mail.Server, error) {
	if v == "" {
		return nil, nil
	}
	return mail.ParseServer(v)
}

func filesBucket(v string) (*files.Bucket, error) {
	if v == "" {
		return nil, nil
	}
	return files.ParseBucket(v)
}

func parseAtOnce(v string) (atOnce, error) {
	all, each, _ := strings.Cut(v, "/")
	n, err := strconv.Atoi(all)
	m, err2 := strconv.Atoi(each)
	if err != nil || err2 != nil || m < 1 || n < m {
		return atOnce{}, errors.New("must be two numbers, such as 64/8: in all, and of one")
	}
	return atOnce{n, m}, nil
}

func checkMail(v string) error {
	if address, err := netmail.ParseAddress(v); err != nil || address.Address != v {
		return errors.New("must be an e-mail address")
	}
	return nil
}

func checkOrigin(v string) error {
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" {
		return errors.New("must be http://HOST or https://HOST")
	}
	return nil
}

// secure says that the site is under https.
func (c config) secure() bool { return strings.HasPrefix(c.Origin, "https:") }

// warnings names what the settings leave open; the server starts all the same.
func (c config) warnings() []string {
	var open []string
	if c.secure() && len(c.Proxies) == 0 {
		open = append(open, "ORIGIN is https and TRUSTED_PROXIES names no proxy: whoever comes through one shares its address, "+
			"so that one stranger's wrong guesses slow everybody's sign-in")
	}
	return open
}
