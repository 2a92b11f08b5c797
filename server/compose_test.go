package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

// The compose file can't be started where the tests run, so it is held against the compose
// specification and against what the server needs.
func TestComposeFile(t *testing.T) {
	file := filepath.Join("..", "docker-compose.yml")
	project, err := loader.LoadWithContext(t.Context(), types.ConfigDetails{WorkingDir: "..", ConfigFiles: []types.ConfigFile{{Filename: file}}},
		func(o *loader.Options) { o.SetProjectName("jalons", true) })
	if err != nil {
		t.Fatal(err)
	}
	database, server := project.Services["database"], project.Services["server"]
	if database.Image != "postgres:18" || database.HealthCheck == nil || len(database.HealthCheck.Test) == 0 {
		t.Errorf("database: image %q, health check %v", database.Image, database.HealthCheck)
	}
	// Where postgres:18 keeps its data; below the old place it would lie outside the volume.
	if len(database.Volumes) != 1 || database.Volumes[0].Type != types.VolumeTypeVolume || database.Volumes[0].Target != "/var/lib/postgresql" {
		t.Errorf("database: volumes %v", database.Volumes)
	}
	if len(database.Ports) > 0 {
		t.Errorf("database: reachable from outside at %v", database.Ports)
	}
	if needed := server.DependsOn["database"]; needed.Condition != types.ServiceConditionHealthy {
		t.Errorf("server: starts when the database is %q", needed.Condition)
	}
	if server.Build == nil || server.Build.Dockerfile != "server/Dockerfile" {
		t.Errorf("server: built by %v", server.Build)
	}
	for name := range server.Environment {
		if !slices.ContainsFunc(settings, func(s setting) bool { return s.name == name }) {
			t.Errorf("server: no setting %s", name)
		}
	}
	if dsn := server.Environment["DATABASE_URL"]; dsn == nil || !strings.Contains(*dsn, "@database:5432/jalons") {
		t.Error("server: DATABASE_URL doesn't lead to the database")
	}
}
