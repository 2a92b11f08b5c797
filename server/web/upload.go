package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
)

// uploadLimit bounds a form that carries a file, in bytes. It is above what a file may have, so that
// who sends too large a file is told so about the file and loses nothing else of the form.
const uploadLimit = 48 << 20

const (
	fileLimit  = 10<<20 + 1 // one more than a file may have shows that it is too large
	valueLimit = 64 << 10
	partLimit  = 200
)

// Upload is a file that a form sent. Bytes end after ten megabytes and one: then it was too large.
type Upload struct {
	Name  string
	Bytes []byte
}

// multipartOf reads a form with files, part by part; nothing goes to disk.
func multipartOf(r *http.Request) (url.Values, map[string]*Upload, error) {
	reader, err := r.MultipartReader()
	if err != nil {
		return nil, nil, malformed(err)
	}
	values, files := url.Values{}, map[string]*Upload{}
	for range partLimit {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return values, files, nil
		}
		if err != nil {
			return nil, nil, malformed(err)
		}
		if err := takePart(part, values, files); err != nil {
			return nil, nil, err
		}
	}
	return nil, nil, &Refusal{Status: http.StatusBadRequest, Code: "form_malformed"}
}

func takePart(part *multipart.Part, values url.Values, files map[string]*Upload) error {
	limit := int64(valueLimit)
	if part.FileName() != "" {
		limit = fileLimit
	}
	content, err := io.ReadAll(io.LimitReader(part, limit))
	if err != nil {
		return malformed(err)
	}
	name := part.FormName()
	switch {
	case part.FileName() != "" && files[name] == nil:
		files[name] = &Upload{Name: part.FileName(), Bytes: content}
		_, err = io.Copy(io.Discard, part) // what is over the limit is let pass, so that the answer is heard
	case part.FileName() != "" || int64(len(content)) == valueLimit:
		err = &Refusal{Status: http.StatusBadRequest, Code: "form_malformed"}
	case part.Header.Get("Content-Type") == "application/octet-stream" && len(content) == 0: // an empty file field
	default:
		values.Add(name, string(content))
	}
	return malformed(err)
}

// malformed tells a form that can't be read, unless something better is known.
func malformed(err error) error {
	var tooLarge *http.MaxBytesError
	var refusal *Refusal
	if err == nil || errors.As(err, &tooLarge) || errors.As(err, &refusal) {
		return err
	}
	return &Refusal{Status: http.StatusBadRequest, Code: "form_malformed"}
}
