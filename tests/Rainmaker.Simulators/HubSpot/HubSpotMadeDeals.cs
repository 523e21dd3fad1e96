using System.Globalization;

namespace Rainmaker.Simulators.HubSpot;

static class HubSpotMadeDeals
{
    public static SimRecord Deal(int n, Dice dice, DateTimeOffset today, Func<DateTimeOffset, DateTimeOffset, SimRecord> record, string[] lost, string owner)
    {
        var open = dice.Chance(0.45);
        var age = open ? 5 + dice.Below(160) : 60 + dice.Below(680);
        var made = today.AddDays(-age).AddHours(9 + dice.Below(8));
        var won = !open && dice.Chance(0.3);
        var reached = open || won ? dice.Below(7) : dice.Below(6);
        var step = TimeSpan.FromDays(Math.Max(1, Math.Min(age - 2, 105) / 9.0));
        var history = new List<(string Stage, DateTimeOffset At)>();
        var at = made;
        for (var stage = 0; stage <= (won ? 6 : reached); stage++)
        {
            history.Add((HubSpotMade.Stages[stage].Id, at));
            at = at.Add(step * (0.5 + dice.Share()));
            if (at > today.AddHours(-2))
                break;
        }
        if (!open)
            history.Add((won ? "closedwon" : dice.Chance(0.8) ? "closedlost" : "985149", at < today ? at : today.AddHours(-1)));
        var deal = record(made, history[^1].At);
        foreach (var (stage, entered) in history)
            deal.History.Add(("dealstage", stage, entered));
        var last = HubSpotMade.Stages.First(s => s.Id == history[^1].Stage);
        var amount = dice.Chance(0.06) ? null : (2_000 + (dice.Below(300) * 100) + (dice.Chance(0.1) ? 40_000 : 0)).ToString(CultureInfo.InvariantCulture) + ".00";
        (deal["dealname"], deal["amount"], deal["amount_in_home_currency"], deal["deal_currency_code"]) = ($"{Words.Firm(n * 7)} - {dice.Of(Words.Subjects)}", amount, amount, "GBP");
        (deal["pipeline"], deal["dealstage"], deal["hs_deal_stage_probability"]) = ("default", last.Id, last.Chance);
        (deal["hs_is_closed"], deal["hs_is_closed_won"]) = (last.Closed ? "true" : "false", last.Id == "closedwon" ? "true" : "false");
        deal["closedate"] = open ? dice.Chance(0.1) ? null : SimRecord.Stamp(today.AddDays(dice.Below(90) - 10).AddHours(12)) : SimRecord.Stamp(history[^1].At);
        (deal["hubspot_owner_id"], deal["dealtype"]) = (owner, dice.Chance(0.7) ? "newbusiness" : "existingbusiness");
        deal["closed_lost_reason"] = last.Closed && last.Id != "closedwon" ? dice.Of(lost) : null;
        var touched = history[^1].At.AddDays(dice.Below(20));
        deal["notes_last_contacted"] = dice.Chance(0.9) ? SimRecord.Stamp(touched < today ? touched : today.AddHours(-3)) : null;
        deal["notes_next_activity_date"] = open && dice.Chance(0.3) ? SimRecord.Stamp(today.AddDays(1 + dice.Below(20))) : null;
        return deal;
    }

    public static void Fill(string type, SimRecord record, Dice dice, DateTimeOffset at, bool ahead)
    {
        var (subject, who) = (dice.Of(Words.Subjects), $"{dice.Of(Words.First)} {dice.Of(Words.Last)}");
        switch (type)
        {
            case "calls":
                (record["hs_call_title"], record["hs_call_body"]) = ($"{subject} with {who}", $"<p>Spoke with {who} about {subject.ToLowerInvariant()}.</p>");
                (record["hs_call_duration"], record["hs_call_direction"]) = (HubSpotMade.Text(1_000 * dice.Below(1_800)), dice.Chance(0.8) ? "OUTBOUND" : "INBOUND");
                (record["hs_call_status"], record["hs_call_disposition"]) = (dice.Chance(0.7) ? "COMPLETED" : "NO_ANSWER", "f240bbac-87c9-4f6e-bf70-924b57d47db7");
                break;
            case "meetings":
                (record["hs_meeting_title"], record["hs_meeting_body"]) = ($"{subject}: {who}", $"<p>Agenda: {subject.ToLowerInvariant()}, numbers, what comes next.</p>");
                (record["hs_meeting_start_time"], record["hs_meeting_end_time"]) = (SimRecord.Stamp(at), SimRecord.Stamp(at.AddMinutes(30)));
                record["hs_meeting_outcome"] = ahead ? "SCHEDULED" : dice.Of<string>([("COMPLETED", 75), ("NO_SHOW", 8), ("CANCELED", 7), ("SCHEDULED", 10)]);
                break;
            case "tasks":
                (record["hs_task_subject"], record["hs_task_body"], record["hs_task_type"]) = ($"{subject} for {who}", "<p>From the sequence.</p>", dice.Of<string>([("TODO", 50), ("CALL", 25), ("EMAIL", 25)]));
                var done = !ahead && dice.Chance(0.8);
                (record["hs_task_status"], record["hs_task_priority"]) = (done ? "COMPLETED" : "NOT_STARTED", dice.Of<string>([("NONE", 60), ("MEDIUM", 25), ("HIGH", 15)]));
                record["hs_task_completion_date"] = done ? SimRecord.Stamp(at.AddMinutes(dice.Below(400))) : null;
                break;
            case "notes":
                record["hs_note_body"] = $"<div><p>{who} asked for {subject.ToLowerInvariant()} &amp; a call next week.</p></div>";
                break;
            case "emails":
                (record["hs_email_subject"], record["hs_email_text"]) = ($"{subject}", $"Dear {who}, as we said: {subject.ToLowerInvariant()}.");
                (record["hs_email_direction"], record["hs_email_status"]) = (dice.Chance(0.7) ? "EMAIL" : "INCOMING_EMAIL", "SENT");
                break;
        }
    }
}
