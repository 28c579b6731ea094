package lang

import "strings"

// abbreviationsOf are the abbreviations of a language after which a sentence goes on, in
// small letters, without their last stop.
func abbreviationsOf(tag Tag) map[string]bool { return goOn[tag.Base()] }

func wordSet(lists ...string) map[string]bool {
	set := map[string]bool{}
	for _, list := range lists {
		for word := range strings.FieldsSeq(list) {
			set[word] = true
		}
	}
	return set
}

const latinTitles = "dr prof mr mrs ms st jr sr vs no nr vol fig pp p cf approx dept ed eds"

var goOn = map[Tag]map[string]bool{
	English: wordSet(latinTitles, "messrs mmes mt ft gen col lt capt sgt maj cmdr adm gov sen rep rev hon pres amb min supt insp cpl pvt",
		"jan feb mar apr jun jul aug sep sept oct nov dec e.g i.e eg ie viz ca art para sect ch al ave blvd rd sq"),
	Russian: wordSet("г гг с в вв т к н м р ч л о ст стр рис табл см ср напр им гл кв корп стр-е пер ул пл просп пр-т пр бул бульв наб ш обл р-н пос дер сел д-р г-н г-жа гр",
		"проф акад доц канд чл-корр ген полк подполк майор кап лейт ред сост илл изд тыс млн млрд трлн руб коп долл евр тел факс моб доб ок прибл прим т.е т.к т.н т.о и.о",
		"св преп арх еп митр патр о-в оз гор дол пп чч зам нач пом секр деп юр физ англ нем фр рус груз арм азерб лат греч тур укр янв февр мар апр авг сент окт нояб дек"),
	Ukrainian: wordSet("р рр с в вв т к н м ч л о ст стор рис табл див пор напр ім гл кв буд корп пров вул пл просп пр-т бульв наб обл р-н сел смт д-р проф акад доц гр",
		"ген полк ред вид тис млн млрд трлн грн коп дол тел т.зв т.б ок прибл св січ лют бер квіт трав черв лип серп вер жовт листоп груд"),
	Azerbaijani: wordSet(latinTitles, "prof akad dos gen polk küç pr pros m ş r k q qəs ray şəh bul məh ev mən c səh bax məs yəni h.ə e.ə b.e b.e.ə t d mln mlrd min man qəp tel xan yan fev mar apr iyn iyl avq sen okt noy dek red nəş şək cəd f.ü i.e"),
	Turkish:     wordSet(latinTitles, "av doç yrd öğr gör yard uzm alb bnb yzb tğm org korg tümg tuğg cad sok sk mah blv bul apt kat no tel bkz çev haz yay krş örn vb s ss yy m.ö m.s mö ms t.c hz"),
	Armenian:    wordSet("թ թթ դ դդ գ ք հ հմր փ պող շ բն մ տ էջ տես օր պրոֆ դոց ակադ գեն գնդ պ տկն օրդ մլն մլրդ հզ դր դոլ հեռ նախ պար մ.թ.ա մ.թ ն.է մ.թ.ա ռուս անգլ վրաց ադրբ թուրք նոյ դեկ հունվ փետր ապր օգ սեպտ հոկտ խմբ հրատ կազմ սբ ս սուրբ"),
	Georgian:    wordSet("წ წწ ქ მაგ ე.წ ე.ი ა.შ მ.შ გვ სოფ რ რ-ნი აკად პროფ დოც თ ძვ.წ ახ.წ ძვ ახ საუკ ს იხ ბ ბ-ნი ქ-ნი გენ პოლკ ათ მლნ მლრდ ლ კმ მ სმ ტ კგ კვ ჰა ტელ მობ რედ გამომც თბ სტ მუხ პ ნაწ შდრ მდ მდინ ტბ მთ დაბ უბ ქუჩ გამზ პრ წმ ინგლ რუს ბერძნ ლათ სომხ თურქ იან თებ მარტ აპრ აგვ სექტ ოქტ ნოემ დეკ სს შპს ნომ"),
	Persian:     wordSet("ر.ک ه.ش ه.ق ق.م ص ج د"),
	Arabic:      wordSet("د أ ص ج م هـ ق.م"),
}

// mayEnd are abbreviations that stand at the end of a sentence as often as inside one: a
// capital after them decides.
var mayEnd = wordSet("etc al inc ltd co corp a.m p.m u.s u.k e.u u.n d.c",
	"д п э т.д т.п т.ч н.э др пр проч",
	"та ін т.д",
	"və s vs və.s və.b",
	"vb vd vs")
