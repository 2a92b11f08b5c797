package app

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

	"jalons/server/account"
	"jalons/server/files"
	"jalons/server/i18n"
	"jalons/server/notify"
	"jalons/server/web"
)

// Config holds every setting. It is read from the environment once, at start.
type Config struct {
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
	SMTP        *notify.Server // nil where mails wait
	MailFrom    string
	MetricsAddr string
	LogLevel    slog.Level
	SlowQuery   time.Duration
	Now         func() time.Time // the real time unless CLOCK says otherwise
	Files       *files.Bucket    // nil where files are in the database
	CheckLinks  bool             // of evidence
	Downloads   atOnce
	Uploads     atOnce
	Secrets     account.Keys // none leaves it to DATA_DIR
	Version     string       // of the program, which no setting says
}

// atOnce is how many of something go on at the same time, in all and for each who asks.
type atOnce struct{ all, each int }

// Setting is a row of the README's table, which a test holds against this one; what it means is among the texts. form
// is the text that says how a value looks, and least what a number is at least.
type Setting struct {
	Name, Fallback, Form string
	least                int
	set                  func(*Config, string) error
}

// Settings lists what can be set.
var Settings = []Setting{
	{Name: "ADDR", Fallback: ":8080", Form: "form.address", set: func(c *Config, v string) error {
		c.Addr = v
		return checkAddr(v)
	}},
	{Name: "DATABASE_URL", Form: "form.database", set: func(c *Config, v string) error {
		c.DatabaseURL = v
		return checkDatabase(v)
	}},
	{Name: "DATABASE_OWNER_URL", Form: "form.database", set: func(c *Config, v string) error {
		c.OwnerURL = v
		return checkDatabase(v)
	}},
	{Name: "DATABASE_READ_URL", Form: "form.database", set: func(c *Config, v string) error {
		c.ReadURL = v
		return checkDatabase(v)
	}},
	number("DATABASE_WRITE_CONNECTIONS", "16", 2, func(c *Config) *int { return &c.WritePool }),
	number("DATABASE_READ_CONNECTIONS", "16", 2, func(c *Config) *int { return &c.ReadPool }),
	number("DATABASE_BULK_CONNECTIONS", "4", 2, func(c *Config) *int { return &c.BulkPool }),
	{Name: "DATA_DIR", Fallback: "./data", set: func(c *Config, v string) error { c.DataDir = v; return nil }},
	{Name: "EMBEDDED_PG_BIN", set: func(c *Config, v string) error { c.PostgresBin = v; return nil }},
	{Name: "ORIGIN", Fallback: "http://localhost:8080", Form: "form.origin",
		set: func(c *Config, v string) error { c.Origin = strings.TrimSuffix(v, "/"); return checkOrigin(v) }},
	{Name: "TRUSTED_PROXIES", Form: "form.networks",
		set: func(c *Config, v string) (err error) { c.Proxies, err = web.ParseProxies(v); return err }},
	number("MAX_CONNECTIONS", "8192", 1, func(c *Config) *int { return &c.Connections }),
	number("MAX_CONNECTIONS_PER_ADDRESS", "512", 1, func(c *Config) *int { return &c.EachClient }),
	number("READ_RATE", "20", 0, func(c *Config) *int { return &c.ReadRate }),
	{Name: "SMTP_URL", Form: "form.smtp", set: func(c *Config, v string) (err error) {
		c.SMTP, err = smtpServer(v)
		return err
	}},
	{Name: "MAIL_FROM", Fallback: "jalons@localhost", Form: "form.mail", set: func(c *Config, v string) error {
		c.MailFrom = v
		return checkMail(v)
	}},
	{Name: "METRICS_ADDR", Form: "form.address", set: func(c *Config, v string) error {
		c.MetricsAddr = v
		return checkAddr(v)
	}},
	{Name: "FILES_URL", Form: "form.s3", set: func(c *Config, v string) (err error) {
		c.Files, err = filesBucket(v)
		return err
	}},
	{Name: "CHECK_LINKS", Fallback: "off", Form: "form.on_off", set: func(c *Config, v string) (err error) {
		c.CheckLinks, err = onOff(v)
		return err
	}},
	{Name: "DOWNLOADS", Fallback: "64/8", Form: "form.at_once", set: func(c *Config, v string) (err error) {
		c.Downloads, err = parseAtOnce(v)
		return err
	}},
	{Name: "UPLOADS", Fallback: "32/4", Form: "form.at_once", set: func(c *Config, v string) (err error) {
		c.Uploads, err = parseAtOnce(v)
		return err
	}},
	{Name: "SECRETS_KEY", Form: "form.keys", set: func(c *Config, v string) (err error) {
		c.Secrets, err = account.ParseKeys(v)
		return err
	}},
	{Name: "LOG_LEVEL", Fallback: "info", Form: "form.log_level", set: func(c *Config, v string) error {
		return c.LogLevel.UnmarshalText([]byte(v))
	}},
	{Name: "SLOW_QUERY", Fallback: "200ms", Form: "form.duration", set: func(c *Config, v string) (err error) {
		c.SlowQuery, err = span(v)
		return err
	}},
	{Name: "CLOCK", Form: "form.instant", set: func(c *Config, v string) (err error) {
		c.Now, err = clockFrom(v)
		return err
	}},
}

// number is a setting that is a whole number.
func number(name, fallback string, least int, in func(*Config) *int) Setting {
	set := func(c *Config, v string) (err error) {
		n := in(c)
		if *n, err = strconv.Atoi(v); err == nil && *n < least {
			err = errShape
		}
		return err
	}
	return Setting{name, fallback, "form.number", least, set}
}

// errShape says that a value doesn't look as its setting's form tells.
var errShape = errors.New("wrong form")

// badSetting is a value that a setting can't have.
type badSetting struct {
	Setting
	value string
	err   error
}

// BadSettings are all of them.
type BadSettings []badSetting

// Error names each, for logs.
func (b BadSettings) Error() string {
	var lines []string
	for _, s := range b {
		lines = append(lines, fmt.Sprintf("%s=%s: %v", s.Name, s.shown(s.value), s.err))
	}
	return strings.Join(lines, "\n")
}

// Sentences says of each how it has to look.
func (b BadSettings) Sentences(text i18n.Translate) string {
	var lines []string
	for _, s := range b {
		lines = append(lines, text("setting.bad", map[string]any{
			"setting": s.Name + "=" + s.shown(s.value), "form": text(s.Form, map[string]any{"n": s.least}),
		}))
	}
	return strings.Join(lines, "\n")
}

// ReadConfig reads the settings and names every bad value, not only the first.
func ReadConfig(lookup func(string) (string, bool)) (Config, error) {
	var c Config
	var bad BadSettings
	var moved bool
	for _, s := range Settings {
		value, ok := lookup(s.Name)
		if !ok || value == "" {
			value = s.Fallback
		}
		moved = moved || s.Name == "CLOCK" && value != ""
		if err := s.set(&c, value); err != nil {
			bad = append(bad, badSetting{s, value, err})
		}
	}
	if bad != nil {
		return c, bad
	}
	if moved && either(either(c.DatabaseURL, c.OwnerURL), c.ReadURL) != "" {
		return c, errClockMoved
	}
	return c, nil
}

// shown is a value as an error may repeat it: addresses hold passwords, and keys are secret.
func (s Setting) shown(value string) string {
	if strings.HasSuffix(s.Name, "_URL") || strings.HasSuffix(s.Name, "_KEY") {
		return "…"
	}
	return strconv.Quote(value)
}

func ConfigFromEnvironment() (Config, error) { return ReadConfig(os.LookupEnv) }

func checkAddr(v string) error {
	if v == "" {
		return nil
	}
	_, port, err := net.SplitHostPort(v)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil {
		return errShape
	}
	return nil
}

// span reads how long something takes.
func span(v string) (time.Duration, error) {
	d, err := time.ParseDuration(v)
	if err != nil || d < 0 {
		return 0, errShape
	}
	return d, nil
}

func onOff(v string) (bool, error) {
	if v != "on" && v != "off" {
		return false, errShape
	}
	return v == "on", nil
}

func checkDatabase(v string) error {
	if v == "" || strings.Contains(v, "=") && !strings.Contains(v, "://") {
		return nil // lib/pq's own key=value form
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return errShape
	}
	return nil
}

func smtpServer(v string) (*notify.Server, error) {
	if v == "" {
		return nil, nil
	}
	return notify.ParseServer(v)
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
		return atOnce{}, errShape
	}
	return atOnce{n, m}, nil
}

func checkMail(v string) error {
	if address, err := netmail.ParseAddress(v); err != nil || address.Address != v {
		return errShape
	}
	return nil
}

func checkOrigin(v string) error {
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" {
		return errShape
	}
	return nil
}

// secure says that the site is under https.
func (c Config) secure() bool { return strings.HasPrefix(c.Origin, "https:") }

// warnings names what the settings leave open; the server starts all the same.
func (c Config) warnings() []string {
	var open []string
	if c.secure() && len(c.Proxies) == 0 {
		open = append(open,
			"ORIGIN is https and TRUSTED_PROXIES names no proxy: whoever comes through one shares its address, "+
				"so that one stranger's wrong guesses slow everybody's sign-in")
	}
	return open
}
