package pages

import (
	"net/url"
	"strconv"
	"strings"
)

// pageSize is how many rows a page of a list has.
const pageSize = 50

// pager is the way through a list that is read by key: on from the last row, or back to the start.
type pager struct {
	First, Next     string // addresses, empty where there is nothing to go to
	From, To, Total int
}

// place is where a page of a list begins: after a key, as the row of that number.
type place struct {
	After string `query:"after" validate:"omitempty,code"`
	From  int    `query:"from" default:"1" validate:"gte=1,lte=1000000"`
}

// newPager gives the pager of a page with shown rows; last is the key of its last row.
func newPager(query url.Values, at place, shown, total int, last string) pager {
	p := pager{From: at.From, Total: total}
	p.To = p.From + shown - 1
	if at.After != "" {
		p.First = "?" + with(query, map[string]string{"after": "", "from": ""})
	}
	if p.To < total && shown > 0 {
		p.Next = "?" + with(query, map[string]string{"after": last, "from": strconv.Itoa(p.To + 1)})
	}
	return p
}

// with gives a query string with some values changed; an empty value takes its parameter away.
func with(query url.Values, changed map[string]string) string {
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

// filterQuery is the query without the place in the list.
func filterQuery(query url.Values) string {
	return with(query, map[string]string{"after": "", "from": ""})
}

// dataLinks gives the addresses of a filtered list as data.
func dataLinks(list string, r request) (json, csv string) {
	all := map[string]string{"after": "", "from": ""} // not the place in the list
	all["lang"] = r.lang
	json = "/api/v1/" + list + "?" + with(r.query, all)
	all["lang"], all["flavour"] = "", flavourOf(r.lang)
	return json, strings.TrimSuffix("/api/v1/"+list+".csv?"+with(r.query, all), "?")
}

// csvOf is the address of a list as a table, with a filter in pairs.
func csvOf(lang, list string, filter ...string) string {
	return strings.TrimSuffix(
		"/api/v1/"+list+".csv"+query(append([]string{"flavour", flavourOf(lang)}, filter...)...), "?",
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
