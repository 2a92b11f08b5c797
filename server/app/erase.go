package app

import (
	"context"
	"fmt"
	"io"

	"jalons/server/account"
	"jalons/server/i18n"
)

// EraseAccount takes a person's name and address away, or says what would go, and what it can't reach.
func (r *Store) EraseAccount(ctx context.Context, out io.Writer, text i18n.Translate, e account.Erasing) error {
	texts, err := i18n.Load()
	if err != nil {
		return err
	}
	e.Instead = func(lang string, account int64) string {
		return texts.T(lang, "user.erased_person", "n", int(account))
	}
	done, err := account.New(r.WriteDB, r.Now).Erase(ctx, r.OwnerDB, e)
	if err != nil {
		return err
	}
	said := map[bool]string{true: "user.would_erase", false: "user.erased"}[e.Trial]
	lines := []string{text(said, map[string]any{"email": e.Email, "n": int(done.Account)})}
	for _, place := range done.Places {
		lines = append(lines, fmt.Sprintf("  %-34s %d", place.Name, place.Rows))
	}
	if done.Alone {
		lines = append(lines, text("user.erase_one_word", map[string]any{"name": done.Name}))
	}
	if done.Kept > 0 {
		lines = append(lines, text("user.erase_reports", map[string]any{"n": done.Kept}))
	}
	lines = append(lines, text("user.erase_elsewhere", nil))
	if e.Trial {
		lines = append(lines, text("user.erase_confirm", map[string]any{"email": e.Email}))
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	return nil
}
