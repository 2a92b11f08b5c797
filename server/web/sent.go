package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
)

// SentFile is a file of a form by the name of its field and its own name, without what is in it.
type SentFile struct{ Field, Name string }

// Sent gives the fields of a form, and which file came with them, whether or not somebody has read it before: who
// fails before its turn can still tell what was sent. It gives none of a form that can't be read.
func Sent(r *http.Request) (url.Values, *SentFile) {
	if r.PostForm == nil && r.MultipartForm == nil {
		if reader, err := r.MultipartReader(); err == nil {
			return partsOf(reader)
		}
	}
	if err := r.ParseForm(); err != nil {
		return nil, nil
	}
	if r.MultipartForm != nil {
		for field, files := range r.MultipartForm.File {
			return r.PostForm, &SentFile{field, files[0].Filename}
		}
	}
	return r.PostForm, nil
}

// partsOf reads the fields of a form part by part and passes over what is in its file.
func partsOf(reader *multipart.Reader) (url.Values, *SentFile) {
	var file *SentFile
	values, left := url.Values{}, bodyLimit
	for range partLimit {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return values, file
		}
		if err != nil {
			return nil, nil
		}
		if part.FileName() != "" {
			file = &SentFile{part.FormName(), part.FileName()}
		} else if err := takeValue(part, values, &left); err != nil {
			return nil, nil
		}
	}
	return nil, nil
}

// formWith notes which files a form has brought, for Sent.
func formWith(uploads map[string]*Upload) *multipart.Form {
	form := &multipart.Form{File: map[string][]*multipart.FileHeader{}}
	for field, upload := range uploads {
		form.File[field] = []*multipart.FileHeader{{Filename: upload.Name}}
	}
	return form
}
