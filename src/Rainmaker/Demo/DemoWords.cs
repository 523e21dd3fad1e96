namespace Rainmaker.Demo;

/// <summary>Made-up people, companies and sentences. Nobody is meant; domains end in .example and numbers are of the ranges kept free for stories.</summary>
static class DemoWords
{
    public static readonly string[] First =
    [
        "Aiko", "Alma", "Amir", "Anouk", "Arlo", "Asha", "Bastian", "Bela", "Bruno", "Camille", "Carmen", "Cleo", "Dalia", "Darius", "Dora", "Edda", "Elio", "Emre", "Esther", "Fabio", "Farah", "Felix", "Freya",
        "Gita", "Greta", "Hana", "Hugo", "Ibrahim", "Ida", "Ilse", "Imran", "Ines", "Ivo", "Jasper", "Joao", "Juno", "Kaia", "Karim", "Katja", "Kofi", "Lars", "Leila", "Leon", "Lina", "Luca", "Mads", "Maja", "Malik",
        "Marta", "Mateo", "Mira", "Nadia", "Nico", "Nils", "Noor", "Nora", "Olga", "Oskar", "Petra", "Priya", "Quentin", "Rafael", "Rania", "Remy", "Romy", "Sami", "Selma", "Sven", "Tamar", "Tara", "Theo", "Tilda",
        "Uma", "Vera", "Viktor", "Wanda", "Xenia", "Yara", "Yusuf", "Zofia",
    ];

    public static readonly string[] Last =
    [
        "Abernethy", "Adeyemi", "Alkan", "Andrade", "Ashgrove", "Bakshi", "Barlow", "Bergstad", "Bianchi", "Brandvold", "Calloway", "Castellan", "Chaudhry", "Corvino", "Dahlgaard", "Delacroix", "Demir", "Dragan",
        "Eastwick", "Eberhardt", "Engstrand", "Farrow", "Fernsby", "Fontaine", "Forsgren", "Galloway", "Ghali", "Granger", "Grunewald", "Hallam", "Hartigan", "Haugen", "Hollis", "Ibarra", "Ilves", "Jankovic",
        "Jessop", "Kallio", "Karimi", "Kessler", "Kovalenko", "Lindqvist", "Lockhart", "Lombardi", "Maddox", "Marchetti", "Mbeki-Roth", "Merrick", "Moravec", "Nakagawa", "Navarro", "Norwood", "Okafor", "Ortega",
        "Ostrander", "Pappas", "Pemberton", "Petrovic", "Quayle", "Rahimi", "Ravenscroft", "Reinholt", "Rosales", "Sandoval", "Sato-Lind", "Schreiber", "Sinclair", "Soares", "Stroud", "Szabo", "Takeda", "Thackeray",
        "Toivonen", "Trevelyan", "Uchida", "Vasquez", "Verhoeven", "Whitlock", "Yilmaz", "Zeller",
    ];

    public static readonly string[] Roots =
    [
        "Alderway", "Amberline", "Anvilgate", "Ashford & Vale", "Birchstone", "Bluefen", "Brackenhall", "Brightmoor", "Cinderpeak", "Clearwick", "Copperleaf", "Cresthaven", "Dawnbridge", "Deepwell", "Driftmark",
        "Eastmere", "Elderfield", "Everlode", "Fairhollow", "Fernbank", "Flintridge", "Foxglove", "Glasswater", "Goldenrod", "Graypine", "Greenlark", "Harborlight", "Hawthorne Bay", "Hazelmoor", "Highmarsh",
        "Ironbrook", "Juniper Row", "Kestrel Point", "Kingsmead", "Larkspur", "Limewood", "Longacre", "Maplecross", "Marrow Lane", "Millbrook", "Mossgate", "Northbeam", "Oakhurst", "Oldtown", "Orchard Nine",
        "Pebblecreek", "Quarrystone", "Quillfeather", "Ravensmoor", "Redfern", "Rookwood", "Rowan & Pike", "Saltmarsh", "Silverbirch", "Stonehaven", "Summerfield", "Thornbury", "Tidewater", "Underhill",
        "Violet Coast", "Westering", "Whitecliff", "Wildrose", "Windermark", "Wrenfield", "Yarrow", "Yewdale", "Zephyr Hill",
    ];

    /// <summary>What a company does, and the last part of its name.</summary>
    public static readonly (string Industry, string[] Ends)[] Industries =
    [
        ("Software", ["Software", "Labs", "Cloud", "Systems"]),
        ("Logistics", ["Logistics", "Freight", "Shipping"]),
        ("Manufacturing", ["Works", "Manufacturing", "Tools"]),
        ("Healthcare", ["Health", "Clinics", "Care"]),
        ("Retail", ["Stores", "Trading", "Market"]),
        ("Financial services", ["Capital", "Finance", "Insurance"]),
        ("Energy", ["Energy", "Power", "Solar"]),
    ];

    public static readonly (string Country, string City, double Weight)[] Places =
    [
        ("US", "Boston", 14), ("US", "Denver", 12), ("US", "Portland", 10), ("US", "Atlanta", 10), ("CA", "Toronto", 8), ("GB", "London", 10), ("GB", "Leeds", 5), ("DE", "Hamburg", 9), ("DE", "Munich", 8),
        ("FR", "Lyon", 6), ("NL", "Utrecht", 5), ("SE", "Gothenburg", 4), ("ES", "Valencia", 4),
    ];

    public static readonly string[] Titles =
    [
        "CEO", "COO", "CFO", "VP Sales", "VP Operations", "Head of IT", "Head of Procurement", "Director of Operations", "Sales Manager", "Operations Manager", "IT Manager", "Project Lead", "Procurement Specialist", "Analyst", "Office Manager",
    ];

    public static readonly (string Size, double Weight)[] Sizes = [("1-10", 12), ("11-50", 26), ("51-200", 32), ("201-500", 16), ("501-1000", 8), ("1001-5000", 6)];

    public static readonly string[] Products = ["Fleet rollout", "Field service licence", "Warehouse module", "Analytics add-on", "Support plan", "Onboarding package", "Platform renewal", "Pilot project", "Mobile licences", "Integration work"];

    public static readonly string[] LostReasons = ["Price", "Went with a competitor", "No budget this year", "No decision", "Missing feature", "Project cancelled"];

    public static readonly string[] Messages =
    [
        "We are comparing three vendors and want to decide by the end of the quarter.", "Can you show how this works for about fifty people in the field?", "Please send prices for 120 seats.", "Our current tool ends in spring. What would moving take?",
        "A colleague at another company recommended you.", "Does it connect to our accounting?", "We would like a demo next week.", "Looking for something that our planners can use without training.",
    ];

    public static readonly string[] Calls =
    [
        "Introduced ourselves; asked how they plan routes today.", "Spoke about budget: approved, but only until the end of the quarter.", "Talked to the decision maker; wants a reference customer.", "Left a message and promised to call again.",
        "Went through open questions on data protection.", "Agreed on a second demo with the operations team.", "Price discussion; they want the three-year terms in writing.", "They like it; IT needs to agree.",
    ];

    public static readonly string[] Mails =
    [
        "Sent the overview and two customer stories.", "Answered the questions on hosting and support.", "Sent the agenda for the workshop.", "Sent a summary of the call and the next steps.", "Asked for the number of seats and sites.", "Sent the revised schedule.",
    ];

    public static readonly string[] Meetings = ["Demo with the operations team.", "Workshop on requirements, three of their people.", "Presentation to the management.", "Review of the pilot's results.", "Met at their office; walked through the warehouse."];

    public static readonly string[] Notes = ["Competitor is in the same round.", "Decision is made by the regional board.", "They were burnt by a long rollout before: keep it small.", "Champion is new in the role and wants a quick success.", "Budget year ends in March."];

    public static readonly string[] Plans = ["Call to follow up on the proposal.", "Demo for the second site.", "Send the contract draft.", "Check in with the champion.", "Meeting on the rollout plan.", "Call the decision maker back."];

    public static readonly (string Line, string Words)[] Transcripts =
    [
        ("Discovery call", """
            Rep: Thanks for making the time. What made you look for something new?
            Customer: We plan two hundred stops a day in a spreadsheet. When somebody is ill, nobody else can read it.
            Rep: And what happens then?
            Customer: We call everyone in at six and do it by hand. It costs us about an hour a day.
            Rep: Who would have to say yes to a change?
            Customer: Our operations director. Budget is there, if it runs before the autumn peak.
            Rep: Then let us show her your own routes in it. Would Thursday suit?
            Customer: Thursday at ten is fine.
            """),
        ("Negotiation call", """
            Rep: You have had the offer for a week. Where does it stand?
            Customer: We like it. Purchasing says you are eight per cent above the other one.
            Rep: Is the other offer with the support plan, and for three years?
            Customer: Two years, and support is extra.
            Rep: Then they are closer than they look. If you take three years I can include the onboarding.
            Customer: Put that in writing today and I will take it into tomorrow's round.
            Rep: You have it within the hour.
            """),
    ];
}
