package app

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"jalons/server/i18n/i18ntest"
)

// The README's table of settings is the one of the code.
func TestSettingsStandInTheReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(
		"(?m)^\\| `([A-Z_]+)` \\| (?:`([^`]*)`)? ?\\| (.+) \\|$",
	).FindAllStringSubmatch(string(readme), -1)
	if len(rows) != len(Settings) {
		t.Fatalf("%d settings in the README, %d in the code", len(rows), len(Settings))
	}
	for i, row := range rows {
		s := Settings[i]
		meaning := i18ntest.English("setting." + s.Name)
		if row[1] != s.Name || row[2] != s.Fallback || row[3] != meaning {
			t.Errorf("README says %q, the code %q", row[1:], []string{s.Name, s.Fallback, meaning})
		}
	}
}

func TestEveryBadSettingIsNamed(t *testing.T) {
	bad := map[string]string{
		"ADDR": "nowhere", "MAX_CONNECTIONS": "0", "MAX_CONNECTIONS_PER_ADDRESS": "many", "READ_RATE": "-1",
		"TRUSTED_PROXIES": "proxy.example", "DATABASE_URL": "mysql://x/y", "ORIGIN": "jalons.example",
		"METRICS_ADDR": "9", "LOG_LEVEL": "loud", "SLOW_QUERY": "200", "SECRETS_KEY": "hunter2",
		"SMTP_URL": "x://u:hunter2@h", "CLOCK": "noon", "CHECK_LINKS": "yes",
	}
	_, err := ReadConfig(func(name string) (string, bool) { v, ok := bad[name]; return v, ok })
	if err == nil {
		t.Fatal("bad settings were taken")
	}
	for name := range bad {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(err.Error(), name+"=") {
				t.Errorf("%s is not named in: %v", name, err)
			}
		})
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a password or key is repeated: %v", err)
	}
	if _, err := ReadConfig(func(string) (string, bool) { return "", false }); err != nil {
		t.Errorf("the defaults are refused: %v", err)
	}
}

// A site under https that names no proxy is warned at start: all who come through one share its counts.
func TestProxyThatIsNotNamedIsToldAtStart(t *testing.T) {
	for _, c := range []struct {
		origin, proxies string
		warnings        int
	}{
		{"http://localhost:8080", "", 0}, {"https://jalons.example", "", 1}, {"https://jalons.example", "10.0.0.1", 0},
	} {
		t.Run(c.origin+" "+c.proxies, func(t *testing.T) {
			set := map[string]string{"ORIGIN": c.origin, "TRUSTED_PROXIES": c.proxies}
			config, err := ReadConfig(func(name string) (string, bool) { v, ok := set[name]; return v, ok })
			if err != nil {
				t.Fatal(err)
			}
			if got := config.warnings(); len(got) != c.warnings ||
				len(got) > 0 && !strings.Contains(got[0], "TRUSTED_PROXIES") {
				t.Errorf("%v: %q", c, got)
			}
		})
	}
}

// Links are asked for only where the setting says so.
func TestLinksAreCheckedWhereSet(t *testing.T) {
	r := newReach(t)
	for value, want := range map[string]bool{"": false, "off": false, "on": true} {
		t.Run(value, func(t *testing.T) {
			c, err := ReadConfig(func(name string) (string, bool) { return value, name == "CHECK_LINKS" })
			if err != nil {
				t.Fatal(err)
			}
			r.config.CheckLinks = c.CheckLinks
			if _, got := r.serve(r.record).runner.Work[linksJob]; got != want {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}
