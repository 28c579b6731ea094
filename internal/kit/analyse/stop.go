package analyse

import (
	"strings"
	"sync"

	"masthead/internal/kit/lang"
)

// Stop says whether a stem is one of the language's very common words, which tell
// nothing of what a text is about: articles, prepositions, conjunctions, pronouns,
// the verb to be. It is false for languages without a list, and for every word that
// also means something a reader may search for.
func Stop(l lang.Tag, stem string) bool { return stopStems()[l.Base()][stem] }

var stopStems = sync.OnceValue(func() map[lang.Tag]map[string]bool {
	all := map[lang.Tag]map[string]bool{}
	for l, words := range stopWords {
		all[l] = map[string]bool{}
		for _, w := range strings.Fields(words) {
			all[l][Stem(l, Folded(l, w))] = true
		}
	}
	return all
})

var stopWords = map[lang.Tag]string{
	lang.English: `a an the and or but nor if than then so as of at by for from in into on onto to with without about
		over under after before between through during is am are was were be been being do does did has have had
		i you he she it we they me him her them my your his its our their this that these those there here
		whom whose which what when where why how not no all any both each more most other some such only own
		same too very can will would should could might must just also`,
	lang.Russian: `и в во на с со к ко по о об от из у за для до при над под без через между про не ни же ли бы
		а но или да что чтобы как так если то это этот эта эти этого этой этом тот та те того той тех
		я ты он она оно мы вы они его её их им ему ей нас вас мне меня тебя себя свой свои своя своё своего
		который которая которые которого которой кто где когда почему уже ещё только также быть был была было были
		есть будет будут все всё всех очень`,
	lang.Azerbaijani: `və ilə üçün bu o da də ki isə amma lakin ya bir biri hər heç çox daha ən kimi qədər sonra əvvəl
		görə olan olaraq olub olur idi imiş var yox mən sən biz siz onlar onun onu ona bunu bunun buna öz həm nə
		necə niyə harada kim artıq yalnız belə elə`,
	lang.Armenian: `և եւ ու կամ բայց իսկ որ որը որի որոնք թե եթե է են եմ ես ենք եք էր էին չի չէ չեն այս այդ այն
		նա նրա նրան նրանք նրանց մենք դուք մեր ձեր ես իմ քո իր իրենց մեջ մեջը վրա համար մասին հետ մոտ մինչև
		առանց ըստ պես նաև էլ ոչ շատ ավելի միայն այլ երբ որտեղ ինչպես ինչու ով ինչ մի մեկ բոլոր ամեն հետո`,
	lang.Georgian: `და ან მაგრამ კი თუ რომ რომელიც რომლის რომელსაც რომლებიც ეს ის ამ იმ ამას იმას მისი მათი
		ჩემი შენი ჩვენი თქვენი მე შენ ჩვენ თქვენ ისინი მას მათ არის იყო არ ვერ ნუ აქვს ასევე უფრო ყველა
		ერთი როგორც როგორ რა ვინ სად როდის რატომ შესახებ შემდეგ მიერ მიხედვით გარეშე უკვე
		მხოლოდ ძალიან აქ იქ`,
	lang.Ukrainian: `і й та в у на з зі із до по про від за для при над під без через між не ні же ж чи би б
		а але або що щоб як так якщо то це цей ця ці цього цієї той та ті того я ти він вона воно ми ви вони
		його її їх їм йому їй нас вас мене себе свій свої своя який яка які якого хто де коли чому вже ще тільки
		також бути був була було були є буде будуть усі все всі дуже`,
	lang.Turkish: `ve ile için bu o şu da de ki ise ama fakat ancak ya veya bir her hiç çok daha en gibi kadar sonra
		önce göre olan olarak oldu olduğu var yok ben sen biz siz onlar onun onu ona bunu bunun mi mı mu mü
		ne nasıl neden nerede kim artık sadece böyle öyle hem`,
	lang.Persian: `و در به از که را با برای این آن است بود هست شد شده می نمی تا بر یا اما اگر هم نیز یک هر همه
		من تو او ما شما آنها ایشان خود چه چرا کجا کی چگونه دیگر پس باید بی ها های ای ام اند`,
	lang.Arabic: `و في من على إلى عن مع أن إن هذا هذه ذلك تلك هو هي هم نحن أنا أنت الذي التي الذين ما لا لم لن
		قد كان كانت يكون أو ثم بل حتى كل بعض غير بين عند بعد قبل كما إذا`,
}
