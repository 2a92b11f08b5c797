package public

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"jalons/server/i18n"
	"jalons/server/tracker"
	"jalons/server/web"
)

// A sitemap may list 50,000 addresses; each page has one in every language.
const addressesAFile = 5000

// mainPages are the pages that are there whatever the record holds.
var mainPages = []string{"", "/map", "/commitments", "/rollout", "/cities", "/method"}

// pageWords are the parts of addresses, by the word of what they lead to.
var pageWords = map[string]string{
	"region": "regions", "state": "states", "gate": "gates", "commitment": "commitments", "city": "cities",
}

const sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"

type urlSet struct {
	XMLName xml.Name     `xml:"urlset"`
	Space   string       `xml:"xmlns,attr"`
	XHTML   string       `xml:"xmlns:xhtml,attr"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Address    string      `xml:"loc"`
	Alternates []alternate `xml:"xhtml:link"`
}

type alternate struct {
	Rel      string `xml:"rel,attr"`
	Language string `xml:"hreflang,attr"`
	Address  string `xml:"href,attr"`
}

type sitemapIndex struct {
	XMLName xml.Name    `xml:"sitemapindex"`
	Space   string      `xml:"xmlns,attr"`
	Files   []indexFile `xml:"sitemap"`
}

type indexFile struct {
	Address string `xml:"loc"`
}

// sitemap lists every page, in one file or as a list of the files that hold them.
func (p *Public) sitemap(c *gin.Context) {
	count, err := p.Tracker.AddressCount(c.Request.Context())
	if err != nil {
		p.Fail(c.Writer, c.Request, err)
		return
	}
	if count <= addressesAFile {
		p.sitemapFile(c, 1)
		return
	}
	index := sitemapIndex{Space: sitemapSpace}
	for n := 1; (n-1)*addressesAFile < count; n++ {
		index.Files = append(index.Files, indexFile{fmt.Sprintf("%s/sitemaps/%d.xml", p.About.Origin, n)})
	}
	p.sendXML(c, index)
}

// sitemapPart answers /sitemaps/2.xml.
func (p *Public) sitemapPart(c *gin.Context) {
	number, found := strings.CutSuffix(c.Param("name"), ".xml")
	n, err := strconv.Atoi(number)
	if !found || err != nil || n < 1 || n > 1000 || strconv.Itoa(n) != number {
		p.Fail(c.Writer, c.Request, web.NotFound())
		return
	}
	p.sitemapFile(c, n)
}

func (p *Public) sitemapFile(c *gin.Context, n int) {
	list, err := p.Tracker.Addresses(c.Request.Context(), (n-1)*addressesAFile, addressesAFile)
	if err == nil && n > 1 && len(list) == 0 {
		err = web.NotFound()
	}
	if err != nil {
		p.Fail(c.Writer, c.Request, err)
		return
	}
	p.sendXML(c, urlsOf(p.About.Origin, pathsOf(n, list)))
}

// pathsOf gives the pages of a file; the first one begins with the main pages.
func pathsOf(n int, list []tracker.Address) []string {
	var paths []string
	if n == 1 {
		paths = append(paths, mainPages...)
	}
	for _, address := range list {
		paths = append(paths, "/"+pageWords[address.Word]+"/"+address.Code)
	}
	return paths
}

// urlsOf names each page in every language, each with all its languages.
func urlsOf(origin string, paths []string) urlSet {
	set := urlSet{Space: sitemapSpace, XHTML: "http://www.w3.org/1999/xhtml"}
	for _, path := range paths {
		var alternates []alternate
		for _, lang := range i18n.Languages() {
			alternates = append(alternates, alternate{"alternate", lang, origin + "/" + lang + path})
		}
		alternates = append(alternates, alternate{"alternate", "x-default", origin + "/" + i18n.French + path})
		for _, lang := range i18n.Languages() {
			set.URLs = append(set.URLs, sitemapURL{origin + "/" + lang + path, alternates})
		}
	}
	return set
}

func (p *Public) sendXML(c *gin.Context, document any) {
	body, err := xml.Marshal(document)
	if err != nil {
		p.Fail(c.Writer, c.Request, err)
		return
	}
	web.Cacheable(c.Request.Context())
	c.Data(http.StatusOK, "application/xml; charset=utf-8", append([]byte(xml.Header), body...))
}

// robots lets everything be read and says where the list of pages is.
func (p *Public) robots(c *gin.Context) {
	web.Cacheable(c.Request.Context())
	c.Data(
		http.StatusOK, "text/plain; charset=utf-8",
		[]byte("User-agent: *\nAllow: /\n\nSitemap: "+p.About.Origin+"/sitemap.xml\n"),
	)
}
