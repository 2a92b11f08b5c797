package render

import (
	"net/url"
	"strconv"
	"strings"
)

// pageSize is how many rows a page of a list has.
const PageSize = 50

// Pager is the way through a list that is read by key: on from the last row, or back to the start.
type Pager struct {
	First, Next     string // addresses, empty where there is nothing to go to
	From, To, Total int
}

// Place is where a page of a list begins: after a key, as the row of that number.
type Place struct {
	After string `query:"after" validate:"omitempty,code"`
	From  int    `query:"from" default:"1" validate:"gte=1,lte=1000000"`
}

// NewPager gives the pager of a page with shown rows; last is the key of its last row.
func NewPager(query url.Values, at Place, shown, total int, last string) Pager {
	p := Pager{From: at.From, Total: total}
	p.To = p.From + shown - 1
	if at.After != "" {
		p.First = "?" + QueryWith(query, map[string]string{"after": "", "from": ""})
	}
	if p.To < total && shown > 0 {
		p.Next = "?" + QueryWith(query, map[string]string{"after": last, "from": strconv.Itoa(p.To + 1)})
	}
	return p
}

// QueryWith gives a query string with some values changed; an empty value takes its parameter away.
func QueryWith(query url.Values, changed map[string]string) string {
	q := url.Values{}
	for name, values := range query {
		if len(values) > 0 && values[0] != "" {
			q.Set(name, values[0])
		}
	}
	for name, value := range changed {
		if value == "" {
			q.Del(name)
			continue
		}
		q.Set(name, value)
	}
	return q.Encode()
}

// FilterQuery is the query without the place in the list.
func FilterQuery(query url.Values) string {
	return QueryWith(query, map[string]string{"after": "", "from": ""})
}

// DataLinks gives the addresses of a filtered list as data.
func DataLinks(list string, r Request) (json, csv string) {
	all := map[string]string{"after": "", "from": ""} // not the place in the list
	all["lang"] = r.Lang
	json = "/api/v1/" + list + "?" + QueryWith(r.Query, all)
	all["lang"], all["flavour"] = "", flavourOf(r.Lang)
	return json, strings.TrimSuffix("/api/v1/"+list+".csv?"+QueryWith(r.Query, all), "?")
}

// CsvAddress is the address of a list as a table, with a filter in pairs.
func CsvAddress(lang, list string, filter ...string) string {
	return strings.TrimSuffix(
		"/api/v1/"+list+".csv"+Query(append([]string{"flavour", flavourOf(lang)}, filter...)...), "?",
	)
}

// flavourOf names the flavour of tables for readers of a language: in French one that a French spreadsheet opens by a
// double click.
func flavourOf(lang string) string {
	if lang == "fr" {
		return "excel-fr"
	}
	return ""
}
