package domain

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Text is one text in several languages. In maps a language code (fr, en, ar) to the text;
// Original is the language that counts, the others are translations; MadeFrom maps a
// translation to the short hash of the original it was made from, so that an outdated one
// shows. In JSON and in the database it is one object: {"original":"fr","fr":"…","en":"…"}.
type Text struct {
	Original string
	In       map[string]string
	MadeFrom map[string]string
}

// NewText gives a text in its original language.
func NewText(original, text string) Text {
	return Text{Original: original, In: map[string]string{original: text}}
}

// TextOf gives a text in the three languages, of which one is the original; none where it is empty.
func TextOf(original, fr, en, ar string) Text {
	t := Text{Original: original, In: map[string]string{}}
	t = t.With("fr", fr).With("en", en).With("ar", ar)
	if t.In[original] == "" {
		return Text{}
	}
	return t
}

// With adds a translation, where it shows anything, and returns the text.
func (t Text) With(lang, text string) Text {
	if Visible(text) {
		t.In[lang] = text
	}
	return t
}

// IsZero says that there is no text in any language.
func (t Text) IsZero() bool { return len(t.In) == 0 }

// Pick gives the text in lang or else in the original language, then any, with the language it is in.
func (t Text) Pick(lang string) (text, in string) {
	for _, l := range []string{lang, t.Original, "fr", "en", "ar"} {
		if s, ok := t.In[l]; ok {
			return s, l
		}
	}
	for l, s := range t.In {
		return s, l
	}
	return "", ""
}

// OriginalHash is the short hash of the original text, which a translation made from it carries.
func (t Text) OriginalHash() string {
	sum := sha256.Sum256([]byte(t.In[t.Original]))
	return hex.EncodeToString(sum[:])[:12]
}

// Translated says that the text in lang was made from the original. A text that two languages
// publish side by side, neither made from the other, is none.
func (t Text) Translated(lang string) bool {
	_, known := t.MadeFrom[lang]
	return known && lang != t.Original
}

// Outdated says that the original has changed since the translation into lang was made from it.
func (t Text) Outdated(lang string) bool {
	return t.Translated(lang) && t.MadeFrom[lang] != t.OriginalHash()
}

// MarshalJSON writes the object described at Text, or null where there is no text.
func (t Text) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	object := make(map[string]any, len(t.In)+2)
	for lang, text := range t.In {
		object[lang] = text
	}
	object["original"] = t.Original
	if len(t.MadeFrom) > 0 {
		object["made_from"] = t.MadeFrom
	}
	return json.Marshal(object)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (t *Text) UnmarshalJSON(b []byte) error {
	*t = Text{}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(b, &object); err != nil || object == nil {
		return err
	}
	t.In = make(map[string]string, len(object))
	for key, raw := range object {
		var target any = new(string)
		if key == "made_from" {
			target = &t.MadeFrom
		}
		if err := json.Unmarshal(raw, target); err != nil {
			return fmt.Errorf("text %s: %w", key, err)
		}
		if s, ok := target.(*string); ok && key == "original" {
			t.Original = *s
		} else if ok {
			t.In[key] = *s
		}
	}
	return nil
}

// Value stores the text as jsonb, NULL where there is none.
func (t Text) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	b, err := t.MarshalJSON()
	return string(b), err
}

// Scan reads a jsonb column.
func (t *Text) Scan(source any) error { return scanJSON(source, t) }

func scanJSON(source, target any) error {
	switch s := source.(type) {
	case nil:
		return nil
	case []byte:
		return json.Unmarshal(s, target)
	case string:
		return json.Unmarshal([]byte(s), target)
	}
	return fmt.Errorf("json column of type %T", source)
}

// Edited gives the text with what it says in one language changed. In the original language a change makes
// translations outdated; in another one it is a translation of the original as it is now. The first
// language that anything is said in is the original.
func (t Text) Edited(lang, text string) Text {
	edited := Text{Original: t.Original, In: map[string]string{}, MadeFrom: map[string]string{}}
	for l, s := range t.In {
		edited.In[l] = s
	}
	for l, s := range t.MadeFrom {
		edited.MadeFrom[l] = s
	}
	switch {
	case text == t.In[lang]:
		return t
	case !Visible(text):
		if lang == t.Original {
			return Text{}
		}
		delete(edited.In, lang)
		delete(edited.MadeFrom, lang)
		return edited
	case t.IsZero():
		return NewText(lang, text)
	}
	if lang == t.Original { // those published beside it were made from nothing: from now on they trail it
		for l := range t.In {
			if _, known := t.MadeFrom[l]; !known && l != lang {
				edited.MadeFrom[l] = t.OriginalHash()
			}
		}
	}
	edited.In[lang] = text
	if lang != t.Original {
		edited.MadeFrom[lang] = edited.OriginalHash()
	}
	return edited
}

// retitled is Edited for a title, which is never taken away.
func (t Text) Retitled(lang, title string) (Text, error) {
	if !Visible(title) {
		return t, &Error{Kind: Rule, Code: "title_needed", Field: "title"}
	}
	return t.Edited(lang, title), nil
}
