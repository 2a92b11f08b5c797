// Command generate writes the generated lists of the demonstration: people, plans, commitments, milestones, events,
// targets and the history, entry by entry. The story of the programme (texts, phases, gates, motion) is written by
// hand beside them. The same input produces the same files, byte for byte.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	root := flag.String("seeds", "seeds", "folder of the seeds")
	flag.Parse()
	if err := run(*root); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(root string) error {
	files, err := generate(os.DirFS(root))
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := os.WriteFile(filepath.Join(root, "demonstration", name), files[name], 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate returns the content of each file by name.
func generate(seeds fs.FS) (map[string][]byte, error) {
	w, err := readWorld(seeds)
	if err != nil {
		return nil, err
	}
	w.people = appoint(w)
	w.plan()
	for _, m := range w.milestones {
		w.live(m)
	}
	for _, c := range w.commitments {
		w.judge(c)
	}
	for _, c := range w.countries {
		w.deploy(c)
	}
	return writeFiles(map[string]table{
		"accounts.csv": w.people.accountsTable(), "mandates.csv": w.people.mandatesTable(),
		"delegations.csv": w.people.delegationsTable(),
		"plans.csv":       w.plansTable(), "commitments.csv": w.commitmentsTable(),
		"milestones.csv":      w.milestonesTable(),
		"rollout_targets.csv": w.targetsTable(), "invitations.csv": w.invitationsTable(),
		"state_events.csv": w.eventsTable(),
		"history.csv":      w.historyTable(),
	})
}
