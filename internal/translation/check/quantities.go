package check

import (
	"strings"
	"sync"
	"unicode"

	"masthead/internal/kit/lang"
)

// percentForms are how a share is said, in all languages at once.
var percentForms = sync.OnceValue(func() forms {
	return newForms(`percent* pct percentage* point* процент* проц відсот* відс faiz* фаиз* yüzde* տոկոս* პროცენტ* درصد* بالمئة بالمائة المئة المائة مئوية
		пункт* bənd* puan* կետ* პუნქტ* proc* third* half quarter*`)
})

// currencies are found by sign, code or word, in any language.
var currencies = sync.OnceValue(func() map[string]forms {
	all := map[string]forms{}
	for _, line := range strings.Split(currencyForms, "\n") {
		if code, list, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			all[code] = newForms(strings.ToLower(code) + " " + list)
		}
	}
	return all
})

const currencyForms = `
USD dollar* доллар* долл долар* dollar* դոլար* დოლარ* دلار* دولار* الدولار* buck* cent* цент* սենթ* ცენტ* سنت* sent*
EUR euro* евро* євро* avro* եվրո* ევრო* یورو* يورو* اليورو*
GBP pound* фунт* funt* sterling* стерлинг* ֆունտ* ფუნტ* پوند* جنيه* quid pence պենս* пенс* პენს* sterlin* پنس* pens*
RUB rouble* ruble* рубл* rubl* ռուբլ* რუბლ* روبل* ruble*
GEL lari* лари ларі lari* լարի* ლარ* لاری* لاري*
AZN manat* манат* մանաթ* მანათ* منات* مانات*
AMD dram* драм* դրամ* დრამ* درام*
TRY lira* лир* ლირ* լիրա* لیر* ليرة*
IRR rial* toman* риал* туман* томан* ռիալ* რიალ* ریال* تومان*
UAH hryvnia* гривн* hrivn* գրիվն* გრივნ* هریونا*
`

var currencySigns = map[rune]string{'$': "USD", '€': "EUR", '£': "GBP", '₽': "RUB", '₾': "GEL", '₼': "AZN", '֏': "AMD", '₺': "TRY", '﷼': "IRR", '₴': "UAH"}

// quantities asks whether a share is still one, and money still the same.
func (p *pair) quantities() {
	s, t := p.source.signs('%'), p.target.signs('%')
	if s > 0 && t == 0 && !p.target.anyOf(percentForms()) {
		p.add(Finding{Key: Percent, Target: p.target.whole(), Args: []string{"mark", "%"}})
	}
	if t > 0 && s == 0 && !p.source.anyOf(percentForms()) {
		p.add(Finding{Key: Percent, Target: p.target.whole(), Args: []string{"mark", "%"}})
	}
	mine, theirs := p.source.money(), p.target.money()
	for _, code := range sorted(mine) {
		if mine[code].sure && !theirs[code].any && len(currencyOf(theirs)) > 0 || mine[code].signed && !theirs[code].any {
			p.add(Finding{Key: Currency, Target: p.target.whole(), Source: mine[code].at, Args: []string{"currency", code}})
		}
	}
}

func (t *text) signs(sign rune) (n int) {
	for i, r := range t.runes {
		if (r == sign || sign == '%' && r == '٪') && i > 0 {
			n++
		}
	}
	return n
}

func (t *text) anyOf(f forms) bool {
	for _, w := range t.words {
		if f.has(w.low) {
			return true
		}
	}
	return false
}

// sum is what a text says of one currency.
type sum struct {
	any    bool // it may be named
	sure   bool // it stands beside a figure
	signed bool // by its sign, beside a figure
	at     Place
}

func (t *text) money() map[string]sum {
	found := map[string]sum{}
	for i, r := range t.runes {
		code := currencySigns[r]
		if code == "" {
			continue
		}
		s := found[code]
		s.any = true
		if t.figureBeside(i, i+1) {
			s.sure, s.signed, s.at = true, true, t.place(i, i+1)
		}
		found[code] = s
	}
	for _, w := range t.words {
		for code, f := range currencies() {
			if !f.has(w.low) {
				continue
			}
			s := found[code]
			s.any = true
			if t.figureBeside(w.from, w.to) && !s.sure {
				s.sure, s.at = true, t.place(w.from, w.to)
			}
			found[code] = s
		}
	}
	return found
}

// figureBeside says that a figure stands before or behind a stretch, a space between.
func (t *text) figureBeside(from, to int) bool {
	for from > 0 && unicode.IsSpace(t.runes[from-1]) {
		from--
	}
	for to < len(t.runes) && unicode.IsSpace(t.runes[to]) {
		to++
	}
	before, behind := false, false
	if from > 0 {
		_, before = digit(t.runes[from-1])
	}
	if to < len(t.runes) {
		_, behind = digit(t.runes[to])
	}
	return before || behind
}

// currencyOf lists the currencies that stand beside a figure.
func currencyOf(all map[string]sum) (list []string) {
	for _, code := range sorted(all) {
		if all[code].sure {
			list = append(list, code)
		}
	}
	return list
}

func sorted(all map[string]sum) (codes []string) {
	for code := range all {
		codes = append(codes, code)
	}
	lang.Sort(codes, lang.English)
	return codes
}
