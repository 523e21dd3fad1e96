namespace Rainmaker.Intelligence.Scoring.Learned;

/// <summary>
/// A straight line through the held-out log-odds (Platt 1999), so that of a hundred rows said to have 20 % about twenty come. Being a line, it leaves
/// the sum a sum. The slope is drawn to 1 as by a hundred rows' worth of curvature: a short history does not bend it.
/// </summary>
readonly record struct Calibration(double Slope, double Offset)
{
    const double TowardOne = 250;

    public double Chance(double logOdds) => 1 / (1 + Math.Exp(-(Offset + (Slope * logOdds))));

    public static Calibration Fit(double[] logOdds, float[] truth)
    {
        var (slope, offset) = (1.0, 0.0);
        for (var round = 0; round < 20; round++)
        {
            double g0 = 0, g1 = TowardOne * (1 - slope), h00 = 1e-9, h01 = 0, h11 = TowardOne;
            for (var row = 0; row < truth.Length; row++)
            {
                var chance = new Calibration(slope, offset).Chance(logOdds[row]);
                var (error, weight) = (truth[row] - chance, chance * (1 - chance));
                (g0, g1) = (g0 + error, g1 + (error * logOdds[row]));
                (h00, h01, h11) = (h00 + weight, h01 + (weight * logOdds[row]), h11 + (weight * logOdds[row] * logOdds[row]));
            }
            var determinant = (h00 * h11) - (h01 * h01);
            var (forOffset, forSlope) = (((h11 * g0) - (h01 * g1)) / determinant, ((h00 * g1) - (h01 * g0)) / determinant);
            (offset, slope) = (offset + forOffset, slope + forSlope);
            if (Math.Abs(forOffset) + Math.Abs(forSlope) < 1e-9)
                break;
        }
        return new(slope, offset);
    }
}
