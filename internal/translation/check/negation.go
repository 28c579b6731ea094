package check

import (
	"slices"
	"strings"
	"sync"

	"masthead/internal/kit/lang"
)

// forms is a set of words: whole ones, beginnings ("не*"), endings ("*less") and
// what stands inside ("*mayac*").
type forms struct {
	whole                  map[string]bool
	begin, end, inside, no []string
}

// newForms reads such a list; "-word*" takes words out of it.
func newForms(list string) forms {
	f := forms{whole: map[string]bool{}}
	for _, w := range strings.Fields(list) {
		bare := strings.Trim(w, "*")
		switch {
		case strings.HasPrefix(w, "-"):
			f.no = append(f.no, strings.TrimPrefix(strings.TrimSuffix(w, "*"), "-"))
		case strings.HasPrefix(w, "*") && strings.HasSuffix(w, "*"):
			f.inside = append(f.inside, bare)
		case strings.HasPrefix(w, "*"):
			f.end = append(f.end, bare)
		case strings.HasSuffix(w, "*"):
			f.begin = append(f.begin, bare)
		default:
			f.whole[w] = true
		}
	}
	return f
}

func (f *forms) has(w string) bool {
	if f.whole[w] {
		return true
	}
	for _, no := range f.no {
		if strings.HasPrefix(w, no) {
			return false
		}
	}
	return slices.ContainsFunc(f.begin, func(s string) bool { return strings.HasPrefix(w, s) && len(w) > len(s) }) ||
		slices.ContainsFunc(f.end, func(s string) bool { return strings.HasSuffix(w, s) && len(w) > len(s)+2 }) ||
		slices.ContainsFunc(f.inside, func(s string) bool { return strings.Index(w, s) > 1 })
}

// denial is how a language says no: plainly, and in any way that a translator may take
// for it ("failed to", "without", "only").
type denial struct {
	plain, any forms
	but        []string // what follows a plain no that denies nothing: "not only"
	after      []string // what stands before one: "тем не менее"
}

// negation asks whether a plain no of one side has anything like it on the other,
// sentence by sentence where both have as many.
func (p *pair) negation() {
	mine, ok := denials()[p.source.lang.Base()]
	theirs, ok2 := denials()[p.target.lang.Base()]
	if !ok || !ok2 {
		return
	}
	s, t := p.source.sentences(), p.target.sentences()
	if len(s) != len(t) {
		s, t = [][]word{p.source.words}, [][]word{p.target.words}
	}
	for i := range s {
		switch w, lost := mine.only(s[i], theirs, t[i]); {
		case lost:
			p.add(Finding{Key: NegationLost, Target: p.stretch(t[i]), Source: p.source.place(w.from, w.to),
				Args: []string{"word", string(p.source.runes[w.from:w.to])}})
		default:
			if w, gained := theirs.only(t[i], mine, s[i]); gained {
				p.add(Finding{Key: NegationAdded, Target: p.target.place(w.from, w.to), Source: p.between(s[i]),
					Args: []string{"word", string(p.target.runes[w.from:w.to])}})
			}
		}
	}
}

func (p *pair) stretch(words []word) Place {
	if len(words) == 0 {
		return p.target.whole()
	}
	return p.target.place(words[0].from, words[len(words)-1].to)
}

func (p *pair) between(words []word) Place {
	if len(words) == 0 {
		return Place{}
	}
	return p.source.place(words[0].from, words[len(words)-1].to)
}

// only gives a plain no in words to which the other side has nothing alike.
func (d *denial) only(words []word, other *denial, others []word) (word, bool) {
	if len(others) == 0 || slices.ContainsFunc(others, func(o word) bool { return other.any.has(o.low) || other.plain.has(o.low) }) {
		return word{}, false
	}
	for i, w := range words {
		if d.plain.has(w.low) && !d.harmless(words, i) {
			return w, true
		}
	}
	return word{}, false
}

func (d *denial) harmless(words []word, i int) bool {
	return i+1 < len(words) && slices.Contains(d.but, words[i+1].low) || i > 0 && slices.Contains(d.after, words[i-1].low)
}

// sentences cuts the words of a text at the ends of sentences, as far as that can be
// seen without knowing abbreviations: both sides are cut alike or not at all.
func (t *text) sentences() (list [][]word) {
	from := 0
	for i := 1; i < len(t.words); i++ {
		between := string(t.runes[t.words[i-1].to:t.words[i].from])
		if strings.ContainsAny(between, "\n") || strings.ContainsAny(between, ".!?։:؟۔…") && strings.ContainsAny(between, " \u00a0") && len(t.words[i-1].low) > 2 {
			list = append(list, t.words[from:i])
			from = i
		}
	}
	return append(list, t.words[from:])
}

// denials gives the tables, made once.
var denials = sync.OnceValue(func() map[lang.Tag]*denial {
	all := map[lang.Tag]*denial{}
	for l, d := range denialWords {
		all[l] = &denial{plain: newForms(d.plain), any: newForms(d.any), but: strings.Fields(d.but), after: strings.Fields(d.after)}
	}
	return all
})

var denialWords = map[lang.Tag]struct{ plain, any, but, after string }{
	lang.English: {
		plain: "not *n't never cannot nobody nothing neither",
		any: `no none nor nowhere without un* impossib* illegal* invalid* incapab* inab* dis* non* *less hardly barely rarely seldom scarcely
			refus* deny denies denied denying denial* fail* lack* avoid* prevent* reject* unless until only little few fewer
			stop* ban banned bans halt* instead rather away against except miss missed missing ignor* than free absen*
			zero cancel* declin* out loss lost lose losing anti* short apart despite though although beyond last least
			whether otherwise any anyone anything block* deprived withdr* withheld empty
			-united -union -unit -univers -under -unique -discuss -district -distan -display -disease -disc -uncle -unfold -unveil`,
		but:   "only just least merely simply necessarily",
		after: "or if whether why",
	},
	lang.Russian: {
		plain: "не нет никогда никто ничего нельзя",
		any: `не* ни* без* бес* нет отказ* отриц* отсутств* лиш* едва против* избе* запре* вряд кроме только прекра* отклон*
			отверг* опроверг* пропус* меньш* анти* вместо помешать мешать предотвр* перестал* отмен* хоть хотя мало исключ* лучше
			ли потеря* утрат* редк* невозм* разве воздерж* иначе вне
			-недел -нескольк -него -нее -неё -ней -нем -нём -необходим -некотор -нефт -них -ним -ниж -безопас -бесед -нею -ник`,
		but:   "только просто менее более раз случайно меньше позднее позже",
		after: "чуть едва пока ли как чтобы если",
	},
	lang.Ukrainian: {
		plain: "не немає ніколи ніхто нічого неможливо",
		any: `не* ні* без* відмов* запереч* відсутн* лиш* ледве проти* уник* заборон* навряд крім тільки припин* відхил* спрост*
			менш* анти* замість скасу* хоча мало виключ* втрат* рідк* -недел -нього -неї -ній -них -ним -необхідн -нині -ніж -безпек -нижч`,
		but:   "тільки лише просто менш більш раз",
		after: "чи якщо ледь поки",
	},
	lang.Azerbaijani: {
		plain: `deyil deyildi deyildir deyillər yoxdur yoxdu yox heç *mayıb *məyib *mayıblar *məyiblər *mayacaq *məyəcək
			*madı *mədi *madılar *mədilər *mırdı *mirdi *murdu *mürdü *mamışdı *məmişdi *maz *məz *madığı* *mədiyi*
			-olmaz -dayanmad* -almaz -namaz -bəyəm*`,
		any: `deyil* yox* heç* nə *sız *siz *suz *süz *sız* *siz* *suz* *süz* qeyri* na* imtina* inkar* rədd* yalnız qadağan* əks* mümkün*
			əvəz* məhrum* az *mayı* *məyi* *mayac* *məyəc* *madı* *mədi* *mır* *mir* *mur* *mür* *mamı* *məmi* *maya* *məyə* *madan* *mədən*
			*mama* *məmə* *masın* *məsin* *maz* *məz* *masa* *məsə* *mayın* *məyin* xaric başqa qarşı bilməz əvvəl itir* ləğv* dayand* çətin`,
	},
	lang.Turkish: {
		plain: `değil değildi değildir değiller yoktu yoktur yok *miyor *mıyor *muyor *müyor *madı *medi *mayacak *meyecek *maz *mez
			*madılar *mediler *mamış *memiş *mıyordu *miyordu -namaz -olmaz*`,
		any: `değil* yok* hiç* ne hayır *sız* *siz* *suz* *süz* gayri* red* yalnız* sadece yasak* aksi* imkan* yerine *mayı* *meyi* *maya* *meye* *mad* *med* *mam* *mem* *masın* *mesin* *maz* *mez* *mıy* *miy* *muy* *müy* *masa* *mese* *mez kaçın* inkar* az karşı
			hariç başka önce iptal durdur* kayb*`,
	},
	lang.Armenian: {
		plain: "չէ չի չեն չեմ չես չենք չեք չէր չէին չէի չէինք չկա չկան չկար չկային երբեք ոչինչ",
		any: `չ* ոչ* առանց ան* ապօրին* դժ* մերժ* հերք* բացակա* հրաժար* արգել* միայն դեմ* հազիվ խուս* երբեք զրկ* փոխարեն բացի պակաս* քիչ
			թեև դադար* կանխ* կորց* հակա* -չորս -չորեք -չորրորդ -չափ -չեմպիոն -չեխ -չին -չար
			-անդամ -անց -անվան -անձ -անգ -անուն -անկախ -անել -անում -անի -անց -անդր -անցկաց`,
		but: "միայն",
	},
	lang.Georgian: {
		plain: "არ ვერ არასდროს არასოდეს აღარ ვეღარ არავინ არაფერი ვერავინ ვერაფერი არ*ის -არა",
		any: `არ არა* არც* აღარ* ვერ* ვეღარ* ნუ უ* გარეშე *გარეშე უარ* მხოლოდ აკრძალ* შეუძლებ* ნაკლებ* ნაცვლად გარდა წინააღმდეგ* თავი
			მიუხედავად ძლივს იშვიათ* ცოტა დაკარგ* შეწყვ* გაუქმ* მოკლებ* ანტი* არ* -არის -არიან -არსებ -არმი -არჩევ -უკვე -უფრო -უნდა -უმაღლეს -უნივერს -უზრუნ -უწყებ -უკან -უდიდეს -უახლ -უმეტეს -უთხრა -უკრაინ -უელს -უფლებ -უმცრ -უცხ -არაბ`,
		but: "მხოლოდ მარტო",
	},
	lang.Persian: {
		plain: "نیست نبود نشد نمی* نخواه* ندارد نداشت نکرد نیستند نبودند ندارند نداشتند نکردند نشده نکرده نبوده",
		any: `ن* بدون غیر* بی* نه عدم خودداری رد لغو ممنوع هیچ* هرگز فقط تنها مخالف* جلوگیری کم ضد تکذیب انکار بجز مگر پیش پایان
			امتناع فاقد می‌ن* برنمی* درنمی* خلاف به‌جای متوقف از‌دست -نیز -نظر -نخست -نام -نفر -نمای -نشان -نوع -نسبت -نزد -نیاز -نیرو -نقش -نفت -نو -نهاد -نگاه -نیم -نقط -نژاد -نسل -ناو -نامه -نشست -نظامی -نگران -نتیج -نکت -باز`,
	},
	lang.Arabic: {
		plain: "لم لن ليس ليست ليسوا",
		any:   "لا ولا غير بدون دون عدم ما رفض* نفى* لا* بلا أبدا فقط إلا منع* ضد قبل إذا وليس فلم ولم ولن قل*",
	},
}
