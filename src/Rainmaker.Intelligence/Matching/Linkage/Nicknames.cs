using System.Collections.Frozen;

namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>Short and pet forms of first names, so that Bill and William meet. English and German forms as they stand in everyday use.</summary>
static class Nicknames
{
    const string Groups = """
        abigail abby gail
        adam ad
        albert al bert albrecht
        alexander alex alec sandy sasha xander
        alexandra alex alexa sandra sasha
        alfred al fred alf
        amanda mandy
        andrew andy drew andreas
        anna ann anne annie nan hanna hannah anja
        anthony tony antonio anton toni
        arthur art
        barbara barb babs bärbel
        benjamin ben benny
        bernard bernie bernhard bernd
        bradley brad
        calvin cal
        catherine katherine kathryn cathy kathy kate katie kat kitty katharina kathrin katrin
        charles charlie chuck chas karl carl
        charlotte charlie lottie lotte
        christina christine chris chrissy tina kristin kirsten
        christopher chris kit christoph christian
        clifford cliff
        cynthia cindy
        daniel dan danny
        david dave davey
        deborah debra deb debbie
        dennis denny
        donald don donny
        dorothy dot dottie dolly dorothea
        douglas doug
        edward ed eddie ted teddy ned eduard
        eleanor ellie nell nora
        elizabeth elisabeth liz lizzie beth betty eliza elsie lisa libby bess lisbeth elise
        emily em emma emmy
        eugene gene
        ferdinand ferdi
        frances fran francie
        francis frank fran franz
        frederick fred freddy friedrich fritz
        gabriel gabe
        gabriele gabi
        george georg jürgen jörg
        gerald gerry jerry
        gerard gerhard gerd gert
        gregory greg
        gustav gus
        harold harry hal harald
        henry harry hank hal heinrich heinz heiner
        isabella isabelle isabel bella izzy
        jacob jake jakob
        jacqueline jackie
        james jim jimmy jamie
        jason jay
        jeffrey geoffrey jeff geoff
        jennifer jen jenny
        jessica jess jessie
        joan joanna joanne jo
        johannes hannes hans jan johann
        john jack johnny jon
        jonathan jon johnny nathan
        joseph joe joey josef sepp
        joshua josh
        judith judy
        julia julie jules
        kenneth ken kenny
        kimberly kim
        lawrence laurence larry lorenz
        leonard leo len lenny
        lillian lily lil
        louis lou louie ludwig
        louise lou luise
        madeline maddie maddy madeleine
        margaret maggie meg peggy marge greta margarete margarethe gretchen grete
        maria mary marie mia molly polly
        martha marty
        martin marty
        matilda tilly
        matthew matt matty matthias mathias
        maximilian max maximillian
        megan meg
        melissa mel missy
        michael mike mick micky mikey michel
        millicent millie milly
        natalie nat
        nathaniel nathan nate nat
        nicholas nick nicky nico nicolas nikolaus niklas klaus claus
        nicole nicky nikki
        oliver ollie olli
        olivia liv livvy
        pamela pam
        patricia pat patty trish tricia
        patrick pat paddy
        peter pete
        philip phillip phil philipp
        rachel rae
        raymond ray
        rebecca becky becca
        richard rick dick rich ricky richie
        robert bob rob bobby robbie bert
        roger rodge rüdiger
        ronald ron ronnie
        samuel sam sammy
        samantha sam
        sandra sandy
        sebastian seb basti
        sharon shari
        sophia sophie
        stephanie steph steffi stefanie
        stephen steven steve stefan stephan
        susan sue susie suzy susanne
        sylvester sly
        theodore theo ted teddy theodor
        theresa teresa terry tess tessa
        thomas tom tommy
        timothy tim timmy
        valerie val
        victor vic viktor
        victoria vicky tori viktoria
        vincent vince vinny
        virginia ginny
        walter walt wally
        wilhelm willi willy helmut
        william bill will billy willy liam
        wolfgang wolf
        zachary zach zack
        """;

    static readonly FrozenDictionary<string, int[]> _groups = Read();

    static FrozenDictionary<string, int[]> Read() =>
        Groups.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .SelectMany((line, group) => line.Split(' ').Select(name => (Name: Words.Fold(name), group)))
            .GroupBy(entry => entry.Name, entry => entry.group)
            .ToFrozenDictionary(entry => entry.Key, entry => entry.ToArray());

    /// <summary>Whether both names are forms of one name; folded names only.</summary>
    public static bool Same(string a, string b) =>
        _groups.TryGetValue(a, out var mine) && _groups.TryGetValue(b, out var theirs) && mine.AsSpan().ContainsAny(theirs);
}
