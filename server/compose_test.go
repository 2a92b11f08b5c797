package main

import (
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

const composeFile = "../docker-compose.yml"

// The compose file can't be started where the tests run, so it is held against the compose
// specification and against what the server needs.
func TestComposeFile(t *testing.T) {
	content, err := os.ReadFile(composeFile)
	if err != nil {
		t.Fatal(err)
	}
	if faults := composeFaults(t, string(content)); len(faults) > 0 {
		t.Error(strings.Join(faults, "\n"))
	}
	broken := map[string][2]string{
		"a word the specification doesn't know": {"healthcheck:", "heathcheck:"},
		"a volume nobody declared":              {"volumes:\n  database:", "volumes:\n  other:"},
		"the old place of the data":             {":/var/lib/postgresql", ":/var/lib/postgresql/data"},
		"another PostgreSQL":                    {"postgres:18", "postgres:latest"},
		"a health check that is off":            {"retries: 20", "disable: true"},
		"a server that doesn't wait":            {"service_healthy", "service_started"},
		"a service that isn't there":            {"depends_on:\n      database:", "depends_on:\n      postgres:"},
		"a setting that isn't one":              {"ORIGIN:", "ORIGINS:"},
		"a database the public reaches":         {"    volumes:", "    ports: [\"5432:5432\"]\n    volumes:"},
		"a password nobody can change":          {"POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:-jalons}", "POSTGRES_PASSWORD: jalons"},
		"a password of its own in the address":  {"//jalons:${POSTGRES_PASSWORD:-jalons}@", "//jalons:jalons@"},
		"another port than it says":             {"8080:8080", "9000:9000"},
	}
	for name, change := range broken {
		if changed := strings.Replace(string(content), change[0], change[1], 1); changed == string(content) || len(composeFaults(t, changed)) == 0 {
			t.Errorf("%s: not found", name)
		}
	}
}

// composeFaults says what is wrong with a compose file whose reader has chosen a password.
func composeFaults(t *testing.T, content string) []string {
	const chosen = "a-password-of-ones-own"
	project, err := loader.LoadWithContext(t.Context(), types.ConfigDetails{
		WorkingDir:  "..",
		ConfigFiles: []types.ConfigFile{{Filename: composeFile, Content: []byte(content)}},
		Environment: types.Mapping{"POSTGRES_PASSWORD": chosen},
	}, func(o *loader.Options) { o.SetProjectName("jalons", true) })
	if err != nil {
		return []string{err.Error()}
	}
	return append(databaseFaults(project.Services["database"], chosen), serverFaults(project.Services["server"], chosen)...)
}

func databaseFaults(s types.ServiceConfig, password string) []string {
	faults := findings{}
	faults.unless(s.Image == "postgres:18", "database: image "+s.Image)
	faults.unless(s.HealthCheck != nil && !s.HealthCheck.Disable && len(s.HealthCheck.Test) > 1, "database: no health check")
	// Where postgres:18 keeps its data; below the old place it would lie outside the volume.
	faults.unless(len(s.Volumes) == 1 && s.Volumes[0].Type == types.VolumeTypeVolume && s.Volumes[0].Target == "/var/lib/postgresql", "database: data outside its volume")
	faults.unless(len(s.Ports) == 0, "database: reachable from outside")
	faults.unless(valueOf(s, "POSTGRES_PASSWORD") == password, "database: the chosen password isn't taken")
	return faults
}

func serverFaults(s types.ServiceConfig, password string) []string {
	faults := findings{}
	faults.unless(s.DependsOn["database"].Condition == types.ServiceConditionHealthy, "server: starts before the database is healthy")
	faults.unless(s.Build != nil && s.Build.Dockerfile == "server/Dockerfile", "server: not built from its Dockerfile")
	faults.unless(len(s.Ports) == 1 && s.Ports[0].Target == 8080 && s.Ports[0].Published == "8080", "server: not on port 8080")
	for name := range s.Environment {
		faults.unless(slices.ContainsFunc(settings, func(known setting) bool { return known.name == name }), "server: no setting "+name)
	}
	address, err := url.Parse(valueOf(s, "DATABASE_URL"))
	faults.unless(err == nil && address.Host == "database:5432" && address.Path == "/jalons", "server: DATABASE_URL doesn't lead to the database")
	if err == nil {
		given, _ := address.User.Password()
		faults.unless(given == password, "server: the chosen password isn't taken")
	}
	return faults
}

type findings []string

func (f *findings) unless(fine bool, fault string) {
	if !fine {
		*f = append(*f, fault)
	}
}

func valueOf(s types.ServiceConfig, name string) string {
	if value := s.Environment[name]; value != nil {
		return *value
	}
	return ""
}
