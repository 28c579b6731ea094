package main

import (
	"bufio"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite"
)

// importTexts is how many texts the import is measured with.
const importTexts = 20_000

// importing: `masthead import wordpress` on SQLite, against a bare program that writes
// the same bytes into one table, 64 rows a transaction, as durably.
func (b *bench) importing() error {
	file := filepath.Join(b.dir, "archive.xml")
	bytes, err := writeWXR(file, importTexts)
	if err != nil {
		return err
	}
	data := filepath.Join(b.dir, "import")
	if err := b.masthead("init", "--data", data, "--name", "Bench", "--editions", "en,ru", "--admin", "a@bench.example"); err != nil {
		return err
	}
	begun := time.Now()
	if err := b.masthead("import", "wordpress", file, "--data", data); err != nil {
		return err
	}
	ours := float64(importTexts) / time.Since(begun).Seconds()
	bare, err := bareInserts(filepath.Join(b.dir, "bare.db"), importTexts, int(bytes/importTexts))
	if err != nil {
		return err
	}
	b.add(row{"import of WordPress texts, SQLite", fmt.Sprintf("%.0f texts/s", ours), fmt.Sprintf("bare inserts %.0f rows/s", bare), fmt.Sprintf("%.2f", ours/bare), "≥ 1,000 texts/s"})
	return os.RemoveAll(data)
}

// sentences that the generated texts are made of, in two scripts.
var sentences = [2][]string{
	{
		"The evening train left the valley six minutes late and nobody minded.",
		"Four stations along the line were painted before the first service.",
		"A ticket costs less than the bus, and the tea is free until the lake.",
		"The stationmaster keeps the old timetable on the wall of his kitchen.",
		"Growers say that apricots reach the market on the day they are picked.",
	},
	{
		"Вечерний поезд вышел из долины на шесть минут позже, и никто не возражал.",
		"Четыре станции на линии покрасили до первого рейса.",
		"Билет дешевле автобуса, а чай до озера бесплатный.",
		"Начальник станции хранит старое расписание на стене своей кухни.",
		"Садоводы говорят, что абрикосы попадают на рынок в день сбора.",
	},
}

// paragraph is the i-th of a text: different in each, the same on every run.
func paragraph(lang, text, i int) string {
	s := sentences[lang]
	return fmt.Sprintf("%s %s %s %s (%d/%d)", s[(text+i)%5], s[(text+2*i+1)%5], s[(text*3+i)%5], s[(text+i*i)%5], text, i)
}

const wxrHead = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Bench</title><link>https://bench.example</link><language>en</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://bench.example</wp:base_site_url><wp:base_blog_url>https://bench.example</wp:base_blog_url>
`

// writeWXR writes an export of n posts, every second one the translation of the one
// before it, ten paragraphs each, and gives its size.
func writeWXR(path string, n int) (int64, error) {
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	w.WriteString(wxrHead)
	names := [2]string{"en", "ru"}
	for i := range n {
		l := i % 2
		var body strings.Builder
		for p := range 10 {
			fmt.Fprintf(&body, "<!-- wp:paragraph -->\n<p>%s</p>\n<!-- /wp:paragraph -->\n\n", paragraph(l, i, p))
		}
		fmt.Fprintf(w, `<item><title><![CDATA[%s No %d]]></title><link>https://bench.example/%s/text-%d/</link><dc:creator><![CDATA[author%d]]></dc:creator><content:encoded><![CDATA[%s]]></content:encoded><wp:post_id>%d</wp:post_id><wp:post_date_gmt><![CDATA[%s]]></wp:post_date_gmt><wp:post_name><![CDATA[text-%d]]></wp:post_name><wp:status><![CDATA[publish]]></wp:status><wp:post_type><![CDATA[post]]></wp:post_type><category domain="category" nicename="section-%d-%s"><![CDATA[Section %d %s]]></category><category domain="post_tag" nicename="tag-%d"><![CDATA[Tag %d]]></category><category domain="language" nicename="%s"><![CDATA[%s]]></category><category domain="post_translations" nicename="pll_%d"><![CDATA[pll_%d]]></category></item>
`, sentences[l][i%5], i, names[l], i, i%40, body.String(), i+1, time.Unix(1_700_000_000-int64(i)*600, 0).UTC().Format(time.DateTime), i, i/2%8, names[l], i/2%8, names[l], i/2%50, i/2%50, names[l], names[l], i/2, i/2)
	}
	w.WriteString("</channel></rss>\n")
	if err := w.Flush(); err != nil {
		return 0, err
	}
	info, err := f.Stat()
	return info.Size(), err
}

// bareInserts is the yardstick: rows of a size, 64 a transaction, one index.
func bareInserts(path string, n, size int) (perSecond float64, err error) {
	d, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return 0, err
	}
	defer d.Close()
	d.SetMaxOpenConns(1)
	if _, err := d.Exec(`CREATE TABLE bare (id TEXT PRIMARY KEY, body TEXT NOT NULL)`); err != nil {
		return 0, err
	}
	body := strings.Repeat("x", size)
	begun := time.Now()
	for i := 0; i < n; {
		tx, err := d.Begin()
		if err != nil {
			return 0, err
		}
		for range 64 {
			if _, err := tx.Exec(`INSERT INTO bare (id, body) VALUES ($1, $2)`, fmt.Sprintf("%026d", i), body); err != nil {
				return 0, err
			}
			i++
		}
		if err := tx.Commit(); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(begun).Seconds(), nil
}
