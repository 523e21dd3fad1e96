namespace Rainmaker.Simulators;

/// <summary>Made-up people and firms. All addresses end in .example and belong to nobody.</summary>
public static class Words
{
    public static readonly string[] First = ["Ada", "Bela", "Cora", "Dario", "Edda", "Finn", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Luca", "Mira", "Nils", "Olga", "Pavel", "Quinn", "Rosa", "Sami", "Tilda", "Ugo", "Vera", "Wim", "Xenia", "Yara", "Zeno", "Anouk", "Björn", "Chloé", "Zoë"];
    public static readonly string[] Last = ["Albers", "Brandt", "Castell", "Dahl", "Ekman", "Falk", "Gruber", "Hansen", "Ivarsson", "Jansen", "Keller", "Lind", "Moreau", "Novak", "Olsen", "Peters", "Quist", "Rossi", "Sommer", "Tanner", "Ulrich", "Vogel", "Weber", "Yilmaz", "Zander", "O'Brien", "Müller", "García"];
    public static readonly string[] FirmFirst = ["Harbor", "North", "Silver", "Green", "Blue", "Stone", "Bright", "Cedar", "Delta", "Echo", "Falcon", "Granite", "Hill", "Iron", "Juniper", "Kite", "Lumen", "Maple", "Nova", "Orbit", "Pine", "Quartz", "River", "Summit", "Tidal", "Umber", "Vertex", "Willow", "Yarrow", "Zenith"];
    public static readonly string[] FirmSecond = ["Foods", "Logistics", "Works", "Media", "Systems", "Partners", "Textiles", "Labs", "Energy", "Health", "Retail", "Sports", "Studio", "Trading", "Pharma", "Robotics", "Travel", "Home", "Outdoor", "Cosmetics"];
    public static readonly string[] Titles = ["CEO", "Head of Sales", "Marketing Manager", "Buyer", "CTO", "Founder", "Operations Lead", "E-commerce Director", "Assistant", "Consultant"];
    public static readonly string[] Industries = ["RETAIL", "COMPUTER_SOFTWARE", "APPAREL_FASHION", "COSMETICS", "FOOD_BEVERAGES", "CONSUMER_GOODS", "LOGISTICS_AND_SUPPLY_CHAIN", "HEALTH_WELLNESS_AND_FITNESS"];
    public static readonly string[] Cities = ["London", "Leeds", "Berlin", "Zürich", "Lyon", "Madrid", "Oslo", "Utrecht", "Graz", "Porto"];
    public static readonly string[] Countries = ["GB", "GB", "DE", "CH", "FR", "ES", "NO", "NL", "AT", "PT"];
    public static readonly string[] Subjects = ["Intro", "Follow up", "Pricing", "Demo", "Contract", "Check in", "Onboarding", "Renewal", "Proposal review", "Next steps"];

    public static string Firm(long number) => $"{FirmFirst[(int)(number % FirmFirst.Length)]} {FirmSecond[(int)(number / FirmFirst.Length % FirmSecond.Length)]}{(number < FirmFirst.Length * FirmSecond.Length ? "" : $" {number / (FirmFirst.Length * FirmSecond.Length) + 1}")}";
}
