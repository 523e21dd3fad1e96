global using Microsoft.EntityFrameworkCore;
global using Rainmaker.Platform;
global using Rainmaker.Platform.Data;
global using Rainmaker.Platform.Identity;
global using Rainmaker.Platform.Tenancy;
global using Rainmaker.Tests.Support;
