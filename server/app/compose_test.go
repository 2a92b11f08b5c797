package app

import (
	"fmt"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

const (
	composeFile    = "../../docker-compose.yml"
	composeVersion = "9.8.7-test" // that it is built with
)

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
		"a password nobody can change": {
			"POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:-jalons}", "POSTGRES_PASSWORD: jalons",
		},
		"a password of its own in the address": {"//jalons:${POSTGRES_PASSWORD:-jalons}@", "//jalons:jalons@"},
		"a writer that is the owner": {
			"//jalons_writer:${WRITER_PASSWORD:-writer}@", "//jalons:${POSTGRES_PASSWORD:-jalons}@",
		},
		"a reader that is the writer":         {"DATABASE_READ_URL", "DATABASE_OWNER_URL"},
		"a login nobody makes":                {"create role jalons_reader login", "create role jalons_reader"},
		"a login with another password":       {"password '${WRITER_PASSWORD:-writer}'", "password 'writer'"},
		"roles that aren't made at the start": {"/docker-entrypoint-initdb.d/roles.sql", "/roles.sql"},
		"another port than it says":           {"8080:8080", "9000:9000"},
		"an image without its version":        {"VERSION: ${VERSION:-0.1}", "OTHER: ${VERSION:-0.1}"},
	}
	for name, change := range broken {
		t.Run(name, func(t *testing.T) {
			if changed := strings.Replace(string(content), change[0], change[1], 1); changed == string(content) ||
				len(composeFaults(t, changed)) == 0 {
				t.Errorf("%s: not found", name)
			}
		})
	}
}

// composeLogins are the logins of the compose file by setting, each with the variable of its password and
// what its reader has chosen for it.
var composeLogins = map[string]struct{ role, variable, password string }{
	"DATABASE_OWNER_URL": {"jalons", "POSTGRES_PASSWORD", "a-password-of-ones-own"},
	"DATABASE_URL":       {writerRole, "WRITER_PASSWORD", "another-one"},
	"DATABASE_READ_URL":  {readerRole, "READER_PASSWORD", "a-third"},
}

// composeFaults says what is wrong with a compose file whose reader has chosen passwords.
func composeFaults(t *testing.T, content string) []string {
	environment := types.Mapping{"VERSION": composeVersion}
	for _, login := range composeLogins {
		environment[login.variable] = login.password
	}
	project, err := loader.LoadWithContext(t.Context(), types.ConfigDetails{
		WorkingDir:  "..",
		ConfigFiles: []types.ConfigFile{{Filename: composeFile, Content: []byte(content)}},
		Environment: environment,
	}, func(o *loader.Options) { o.SetProjectName("jalons", true) })
	if err != nil {
		return []string{err.Error()}
	}
	return append(databaseFaults(project), serverFaults(project.Services["server"])...)
}

func databaseFaults(project *types.Project) []string {
	s, faults := project.Services["database"], findings{}
	faults.unless(s.Image == "postgres:18", "database: image "+s.Image)
	faults.unless(s.HealthCheck != nil && !s.HealthCheck.Disable &&
		len(s.HealthCheck.Test) > 1, "database: no health check")
	// Where postgres:18 keeps its data; below the old place it would lie outside the volume.
	faults.unless(len(s.Volumes) == 1 && s.Volumes[0].Type == types.VolumeTypeVolume &&
		s.Volumes[0].Target == "/var/lib/postgresql", "database: data outside its volume")
	faults.unless(len(s.Ports) == 0, "database: reachable from outside")
	faults.unless(
		valueOf(s, "POSTGRES_PASSWORD") == composeLogins["DATABASE_OWNER_URL"].password,
		"database: the chosen password isn't taken",
	)
	faults.unless(len(s.Configs) == 1 && path.Dir(s.Configs[0].Target) == "/docker-entrypoint-initdb.d" &&
		path.Ext(s.Configs[0].Target) == ".sql", "database: no roles")
	for _, name := range []string{"DATABASE_URL", "DATABASE_READ_URL"} {
		login := composeLogins[name]
		made := fmt.Sprintf("create role %s login password '%s';", login.role, login.password)
		faults.unless(strings.Contains(project.Configs["roles"].Content, made), "database: doesn't say "+made)
	}
	return faults
}

func serverFaults(s types.ServiceConfig) []string {
	faults := findings{}
	faults.unless(
		s.DependsOn["database"].Condition == types.ServiceConditionHealthy,
		"server: starts before the database is healthy",
	)
	if s.Build == nil || s.Build.Dockerfile != "server/Dockerfile" {
		return append(faults, "server: not built from its Dockerfile")
	}
	given := s.Build.Args["VERSION"]
	faults.unless(given != nil && *given == composeVersion, "server: no version")
	faults.unless(len(s.Ports) == 1 && s.Ports[0].Target == 8080 &&
		s.Ports[0].Published == "8080", "server: not on port 8080")
	for name := range s.Environment {
		faults.unless(slices.ContainsFunc(Settings, func(known Setting) bool {
			return known.Name == name
		}), "server: no setting "+name)
	}
	for name, login := range composeLogins {
		address, err := url.Parse(valueOf(s, name))
		if err != nil || address.User == nil {
			faults.unless(false, "server: no "+name)
			continue
		}
		given, _ := address.User.Password()
		faults.unless(address.Host == "database:5432" &&
			address.Path == "/jalons", "server: "+name+" doesn't lead to the database")
		faults.unless(address.User.Username() == login.role &&
			given == login.password, "server: "+name+" isn't the login of "+login.role)
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
