package lang

import (
	"math/bits"
	"strings"
)

// The languages Detect tells apart by more than their script.
const (
	idEn = iota
	idAz
	idTr
	idDe
	idFr
	idEs
	idIt
	idPt
	idNl
	idPl
	idRu
	idUk
	idBe
	idBg
	idSr
	idKk
	idAzCyrl
	idAr
	idFa
	idUr
	idCkb
	detectable
)

// detected is a language as a result of Detect.
type detected struct {
	tag Tag
	id  int
}

// In each list the first language wins where there is no evidence at all.
var (
	latinTags = [...]detected{{English, idEn}, {Azerbaijani, idAz}, {Turkish, idTr}, {"de", idDe},
		{"fr", idFr}, {"es", idEs}, {"it", idIt}, {"pt", idPt}, {"nl", idNl}, {"pl", idPl}}
	cyrillicTags = [...]detected{{Russian, idRu}, {Ukrainian, idUk}, {"be", idBe}, {"bg", idBg},
		{"sr", idSr}, {"kk", idKk}, {"az-Cyrl", idAzCyrl}}
	arabicTags = [...]detected{{Arabic, idAr}, {Persian, idFa}, {"ur", idUr}, {"ckb", idCkb}}
)

// votes is a set of languages, a bit for each.
type votes uint32

func (v votes) count() int { return bits.OnesCount32(uint32(v)) }

// letterVotes: letters that some languages of a script have and others do not.
var letterVotes = votesByRune(map[int]string{
	idEn: "wqx", idAz: "əğışöüçqx", idTr: "ğışöüç", idDe: "äößüw", idFr: "éèêàçùœîôûëqx", idEs: "ñóáíéú¿¡",
	idIt: "àèìòù", idPt: "ãõçáéíóâê", idPl: "ąćęłńśźżów", idNl: "ëw",
	idRu: "ыэъёь", idUk: "іїєґь", idBe: "ўыэіёь", idBg: "ъ", idSr: "ђјљњћџ", idKk: "әғқңөұүһіы",
	idAzCyrl: "әғҝөүһҹјы",
	idFa:     "پچژگکی", idAr: "يكةىأإؤ", idUr: "ٹڈڑںےہھپچژگکی", idCkb: "ەێۆڕڵڤپچژگکی",
})

// wordVotes: frequent short words; one that several languages share counts less.
var wordVotes = votesByWord(map[int]string{
	idEn: `the of and to in is for on with that at by from as was are be has have had it its this an or
		not but his her their they he she who will would says said after over new more than about into
		up out how why what when where against before could no can all off first two year years us uk
		man woman people we you your our my been were which there police world government should
		would above under go top may say get make felt still being best life deal vote us your don president minister
		prices news oil war peace talks border law election`,
	idAz: `və ilə üçün bu bir də da ki olan olub edib edir deyil onun həm haqqında sonra görə isə olaraq
		olduğunu qədər qarşı artıq daha çox yeni ilk lakin amma hər heç bəzi öz bütün kimi ya nə niyə necə
		etdi oldu dedi bildirib deyib edən etmək eyni iki il ilin ildə iyun iyul yaxın bizim onlar biz mən
		var yox üzrə zaman başqa böyük kişi qadın saat gün yenidən arasında tərəfindən nəfər insan ölkə`,
	idTr: `ve bir bu için ile de da olan olarak çok daha sonra kadar gibi ise değil oldu dedi ancak yeni
		karşı ama her hiç ne nasıl neden bütün tüm kendi iki yıl var yok bin önce göre ilk en olduğunu
		eden etti edildi büyük erkek kadın saat gün yeniden arasında tarafından kişi insan ülke şu o
		biz ben onun onlar yüzde diye bile artık yapılan olacak veya ya ki mi mı`,
	idDe: `der die das und ist nicht mit für von den dem ein eine zu im auf sich des als auch es an werden
		aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben nur oder
		aber vor zur bis mehr durch man sein`,
	idFr: `le la les des et de un une du dans pour est que qui sur avec au aux par ne pas il elle se ce
		plus sont en son sa ses leur mais ou comme été cette a été ont nous vous`,
	idEs: `el la los las de y en que un una por con para del se es al lo como más su sus pero no fue ha
		este esta entre sobre ser son también hasta desde`,
	idIt: `il la che di e un una per con del della non sono si da nel alla le i gli dei delle al è più
		come anche ha ma su dal questo questa contro`,
	idPt: `o a os as de e em que um uma para com não do da dos das no na por se mais é ao foi como mas
		pelo pela seu sua são`,
	idNl: `de het een van en in is op te dat die voor met zijn niet aan er ook als bij maar om hij ze uit
		nog naar dan wordt heeft over tegen`,
	idPl: `w i na z się nie do że to jest o od po za jak ale przez co dla czy oraz był są tym`,
	idRu: `и в во на не что с со из для как к ко о об от за был была были это по его её их он она они но а
		при или уже после до под у я мы вы то все так же если чтобы может лет год года году без
		через между также который которые которая где когда почему кто`,
	idUk: `і й та в у на не що з зі із для як до про від за був була були це по його її їх він вона вони але
		а при або вже після під я ми ви то всі так ж якщо щоб може років рік року без через між
		також який які яка де коли чому хто є`,
	idBe: `і ў у на не што з для як да пра ад за быў была былі гэта па яго яе іх ён яна яны але пры або ужо
		пасля пад які якія`,
	idBg: `и в на не че с от за да се е по като са със това до към го ще му той тя те но си бе при или
		след във а през който която които`,
	idSr:     `и у на не да је се са за од су из по ће али који која које као што о би до`,
	idKk:     `және бұл мен үшін бір де да деп бойынша туралы осы болды еді жоқ бар`,
	idAzCyrl: `вә илә үчүн бу бир дә да ки олан һәр өз вар`,
	idAr: `في من على إلى الى أن ان التي الذي هذا هذه عن مع بعد قبل بين ما لا كان كانت قال وقال أو ثم كل
		غير حول خلال عند حتى منذ ذلك بأن وفي ومن هو هي لم لن قد عام اليوم ضد أكثر دون تحت يوم رئيس`,
	idFa: `و در به از که این را با برای آن است می شد بود شده تا یک خود بر هم کرد نیز دارد های ها اما
		یا هر چه ما او شود باید پس پیش سال نمی کرده دو بین درباره علیه مورد دیگر چرا`,
	idUr:  `اور کے کی کا میں سے ہے ہیں کو پر نے یہ وہ کہ بھی تھا نہیں ایک`,
	idCkb: `لە بە و بۆ کە ئەو ئەم دا لەگەڵ هەر بوو`,
})

// endingVotes: two to four letters at a word's end, after a stem.
var endingVotes = votesByWord(map[int]string{
	idEn: `ing tion ions ed ly ers ment ness ght ity ous ful ess ies ts ck th`,
	idAz: `ib lar nin nın dir dır dur ir ar lıq liq luq ması si sı daki dan da maq ıb ub üb miş rin rın
		acaq lib lıb nda lara ları ili siz rlə nlə ərə rək ları ını sını`,
	idTr: `lar ler nin nın dir dır dur yor ması mesi si sı daki den dan da mak mek tı di dı miş mış
		rin rın acak ecek nda nde lara lere leri ları lik lık ık ek ak ük iyle ını ini yla tir ken`,
	idDe: `ung en er ich ein cht sch gen ten keit heit lich isch`,
	idFr: `tion eur ent ais ait eux ment ique aire ées er és`,
	idEs: `ción ado ida dad ar os as mente ando`,
	idIt: `zione ato ita tà are gli ono mente ella etti`,
	idPt: `ção ado dade ões ar os as mente ndo`,
	idNl: `ijk en ing eren aar cht heid elijk`,
	idPl: `ego ych nie ość ów ski rze cja ał ych`,
	idRu: `ого его ции ция ние ния ению ости ость ать ить ется ются ский ская ских ный ная ные ых их
		ого ому ами ями ует ают лся лась лись лся ел ал ил ый ой ей`,
	idUk: `ого ому ння ють ити ати ють ість ості ції ція ський ська ських ний ними их ють вся лася лися
		ться ами ями ує али ала ів ий ої ою`,
	idBe: `ага цца ць асць скі ская ць лі ай`,
	idBg: `ът та то те ата ите ето ия ски ска ва ха ните ният`,
	idSr: `ски ска ње ост ије ама има ити ати ује`,
	idAr: `ات ية ين ون ها هم`,
	idFa: `های ها ان ای تر ند اند شد ید`,
})

// votesByRune turns letters of languages into languages of letters.
func votesByRune(letters map[int]string) map[rune]votes {
	all := map[rune]votes{}
	for id, s := range letters {
		for _, r := range s {
			all[r] |= 1 << id
		}
	}
	return all
}

// votesByWord turns words of languages into languages of words.
func votesByWord(words map[int]string) map[string]votes {
	all := map[string]votes{}
	for id, s := range words {
		for _, w := range strings.Fields(s) {
			all[w] |= 1 << id
		}
	}
	return all
}
