package charts

import (
	"jalons/server/domain"
	"jalons/server/tracker"
)

// Bullet is a bar of what is done against what was planned to date: done is filled, what is only
// declared goes on in dashes, the plan is a tick and the first plan a hollow one.
type Bullet []segment

// NewBullet lays out what is approved of a pool.
func NewBullet(f tracker.Figures) Bullet {
	if f.Milestones == 0 {
		return nil
	}
	whole := float64(f.Milestones)
	var parts Bullet
	if n := f.Completion.Count; n > 0 {
		parts = append(parts, segment{string(domain.LevelCompleted), share(0, whole), share(n, whole)})
	}
	if n := f.Split.DeclaredOnly; n > 0 {
		parts = append(parts, segment{"declared", share(f.Completion.Count, whole), share(n, whole)})
	}
	if f.PlannedFirst.Count != f.Planned.Count {
		parts = append(parts, segment{Class: "first", X: share(f.PlannedFirst.Count, whole)})
	}
	return append(parts, segment{Class: "tick", X: share(f.Planned.Count, whole)})
}

// Has says whether the bullet has a part of that class, so that its legend names only what is drawn.
func (b Bullet) Has(class string) bool {
	for _, part := range b {
		if part.Class == class {
			return true
		}
	}
	return false
}
