package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const testVersion = "9.8.7-test"

// The linker ignores a variable that isn't there, so the program is built as Makefile and Dockerfile say, and asked.
func TestBuildsCarryTheirVersion(t *testing.T) {
	makefile := linkerVariable(t, "../Makefile")
	if image := linkerVariable(t, "Dockerfile"); image != makefile {
		t.Errorf("got -X %s in the Dockerfile, want %s as in the Makefile", image, makefile)
	}
	program := filepath.Join(t.TempDir(), "jalons")
	build := exec.CommandContext(t.Context(),
		"go", "build", "-tags", "nomsgpack", "-ldflags", "-X "+makefile+"="+testVersion, "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	got, err := exec.CommandContext(t.Context(), program, "version").Output()
	if want := "jalons " + testVersion; err != nil || strings.TrimSpace(string(got)) != want {
		t.Errorf("got %q %v, want %q", got, err, want)
	}
}

// linkerVariable gives the variable that a build sets to the version.
func linkerVariable(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`-X ([\w./]+)=\$`).FindSubmatch(content)
	if found == nil {
		t.Fatalf("got no -X NAME=$ in %s, want the version set", path)
	}
	return string(found[1])
}

// An argument of the build is known in the stages that name it only: in that of the program and in that of the label.
func TestImageCarriesItsVersion(t *testing.T) {
	content, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for i, stage := range regexp.MustCompile(`(?m)^FROM `).Split(string(content), -1)[1:] {
		declared, used := strings.Index(stage, "ARG VERSION="), strings.Index(stage, "$VERSION")
		if used >= 0 && (declared < 0 || declared > used) {
			t.Errorf("stage %d: got $VERSION before ARG VERSION, want it after", i+1)
		}
	}
	if label := `org.opencontainers.image.version="$VERSION"`; !strings.Contains(string(content), label) {
		t.Errorf("got no %s, want the label", label)
	}
}
